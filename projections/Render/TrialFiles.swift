import Bytes
import Codecs
import Ledger
import Study

/// The files that the stages of a trial wrote, found by their paths.
struct TrialFiles {
  /// Every output of the attempts that count, in the order of the run's stages.
  let all: [TrialFile]
  /// The stage that executes the agent: the one that writes `agent.log`.
  let agentStage: StagePlan?

  private static let agentLog = "agent.log"

  init(run: RunView, plan: Plan) {
    var all: [TrialFile] = []
    for stage in run.stages {
      let patterns = (plan.stage(stage.name)?.publish ?? []).map(PathPattern.init)
      for unit in stage.units {
        guard let result = unit.result else { continue }
        for output in result.end?.outputs ?? [] {
          let isPublished = output.kept && patterns.contains { $0.matches(output.path) }
          all.append(
            TrialFile(
              stage: stage.name, unit: unit.key, attempt: result, output: output,
              isPublished: isPublished))
        }
      }
    }
    self.all = all
    let stages = plan.stages.filter { $0.scope == run.planned?.scope }
    let writer = all.last { $0.output.path == Self.agentLog }?.stage
    agentStage =
      stages.first { $0.name == writer }
      ?? stages.first { stage in
        stage.outputs.contains { PathPattern($0.path).matches(Self.agentLog) }
      }
  }

  /// The files below a directory.
  func below(_ directory: String) -> [TrialFile] { all.filter { $0.isBelow(directory) } }

  /// The last file of a name, at the top or in any directory.
  func named(_ name: String) -> TrialFile? {
    all.last { $0.output.path == name } ?? all.last { $0.output.path.hasSuffix("/\(name)") }
  }
}

/// One file that a stage of a trial wrote.
struct TrialFile {
  let stage: String
  let unit: String
  let attempt: AttemptView
  let output: OutputRecord
  let isPublished: Bool

  /// When its attempt ended.
  var endedAt: Int64? { attempt.endedAt }

  /// Where it lies: relative to the run's directory when it is published, else the attempt's file,
  /// relative to the directory that holds the ledger.
  var place: String {
    guard isPublished else { return "\(attempt.directory)/\(output.path)" }
    return unit.isEmpty ? output.path : "\(Text.fileName(unit))/\(output.path)"
  }

  func isBelow(_ directory: String) -> Bool { output.path.hasPrefix("\(directory)/") }

  /// The file as manifests name the outputs of every study.
  var value: Value {
    members(
      ("stage", .text(stage)), ("unit", .text(unit)), ("attempt", .count(attempt.number)),
      ("directory", .text(attempt.directory)), ("path", .text(output.path)),
      ("hash", .hash(output.digest)), ("size_bytes", .int(output.size)),
      ("kept", .bool(output.kept)))
  }
}

extension PairedPlan {
  /// One digest over the files of all tasks.
  var suiteDigest: Digest {
    Hashing.digest(of: tasks.encoded)
  }
}
