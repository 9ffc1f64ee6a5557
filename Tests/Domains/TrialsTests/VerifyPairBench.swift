import Codecs
import Files
import StageKit
import TestKit

@testable import Trials

/// The manifests and scorecards of two runs that are a pair.
struct VerifyPairBench {
  let study: EvaluatorStudy
  let directory: TemporaryDirectory

  private static let scorecard = Result { try EvaluatorRun.created.judged().value.asMap ?? [:] }

  init() throws {
    study = try EvaluatorStudy.shared.get()
    directory = try TemporaryDirectory()
    let bench = try ManifestBench()
    for (variant, _) in EvaluatorStudy.variants {
      let manifest = try bench.manifest(variant: variant)
      let run = manifest.asMap?["run_id"]?.asText ?? ""
      try StageFiles.write(path("manifests/\(run)/manifest.json"), JSON.encode(manifest))
      var scorecard = try Self.scorecard.get()
      scorecard["run_id"] = .text(run)
      try StageFiles.write(
        path("scorecards/\(run)/scorecard.json"), JSON.encode(.map(scorecard)))
    }
  }

  func path(_ name: String) -> String { directory.path(name) }

  /// Changes the manifest of a run.
  func change(_ run: String, _ change: (inout ValueMap) -> Void) throws {
    let path = path("manifests/\(run)/manifest.json")
    var map = try StageFiles.readFields(path).map
    change(&map)
    try StageFiles.write(path, JSON.encode(.map(map)))
  }

  /// Copies the manifest of a run.
  func copy(_ run: String, as other: String) throws {
    try StageFiles.write(
      path("manifests/\(other)/manifest.json"),
      FileSystem.readFile(path("manifests/\(run)/manifest.json")))
  }

  func verified(_ runs: [Value] = [], scorecards: Bool = false) throws -> PairVerification {
    try PairVerification(
      pair: "pair-0001", manifests: path("manifests"),
      scorecards: scorecards ? path("scorecards") : nil,
      runs: runs.map { try TrialContext.Run(StageFields($0, "run")) })
  }

  func context() throws -> TrialContext {
    let map: ValueMap = [
      "study": "trial", "run": "pair-0001", "stage": "verify-pair",
      "pair": ["id": "pair-0001", "index": 1, "seed": 77],
      "inputs": [
        "manifests": .text(path("manifests")), "scorecards": .text(path("scorecards")),
      ],
    ]
    return try TrialContext(
      .map(map), environment: ["RUNLEDGER_EVENTS": path("events")], directory: directory.path)
  }
}
