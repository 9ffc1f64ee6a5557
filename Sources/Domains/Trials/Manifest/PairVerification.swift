import Codecs
import Files
import StageKit

/// Whether two runs are a pair: the same in everything but the variant.
struct PairVerification {
  /// One of the runs, by its manifest.
  struct Member {
    let run: String
    let manifest: StageFields
    let variant: String
    let order: Int
  }

  let pair: String
  private(set) var errors: [String] = []
  private(set) var warnings: [String] = []
  private(set) var members: [Member] = []
  private var requirements: [String: Bool] = [:]

  /// What both runs must have in common: the requirement and the manifest's members that it is
  /// about.
  private static let same: [(name: String, paths: [String])] = [
    ("identical_task", ["task.task_id", "task.specification_file", "task.specification_hash"]),
    ("identical_inputs", ["inputs.files"]), ("identical_seed", ["task.seed", "pairing.pair_seed"]),
    ("identical_timeout", ["task.timeout_seconds"]),
    ("identical_permissions", ["pins.tool_permission_set"]),
    ("identical_evaluators", ["pins.evaluator_versions"]), ("identical_agent", ["pins.agent"]),
    (
      "identical_harness", ["pins.harness_version", "pins.harness_repository", "pins.harness_path"]
    ),
    ("identical_registration", ["experiment_id", "metadata.pre_registration_hash"]),
  ]

  /// Looks at a pair.
  ///
  /// `manifests` holds `<run>/manifest.json`, `scorecards` `<run>/scorecard.json`; without the
  /// latter the scorecards are not looked at.
  init(
    pair: String, manifests: String, scorecards: String?, runs: [TrialContext.Run]
  ) throws(StageError) {
    self.pair = pair
    for run in try Self.runs(in: manifests) {
      let path = PathName.join(manifests, "\(run)/manifest.json")
      do throws(StageError) {
        members.append(try Self.member(run, path, runs))
      } catch {
        errors.append(error.message)
      }
    }
    members.sort { ($0.order, $0.run) < ($1.order, $1.run) }
    checkCount(runs)
    checkNames()
    if members.count == 2 { compare(members[0], members[1]) }
    if let scorecards { try checkScorecards(scorecards) }
    for run in runs where run.pair == pair && run.excluded != nil {
      warnings.append("run '\(run.id)' is excluded: \(run.excluded?.reason ?? "")")
    }
  }

  var isValid: Bool { errors.isEmpty }

  /// The content of `verification.json`.
  var value: Value {
    var pairing: ValueMap = ["execution_order": "randomized"]
    for same in Self.same { pairing[same.name] = .bool(requirements[same.name] ?? false) }
    return [
      "pair_id": .text(pair), "valid": .bool(isValid), "errors": .texts(errors),
      "warnings": .texts(warnings),
      "runs": .array(
        members.map { member in
          [
            "run_id": .text(member.run), "variant": .text(member.variant),
            "execution_order": .count(member.order),
          ]
        }),
      "pairing_requirements": .map(pairing),
    ]
  }

  private mutating func compare(_ first: Member, _ second: Member) {
    for same in Self.same {
      let different = same.paths.filter { path in
        let (one, other) = (first.manifest.value(at: path), second.manifest.value(at: path))
        return one == nil || one?.isNull == true || one != other
      }
      requirements[same.name] = different.isEmpty
      for path in different {
        errors.append(
          "'\(path)' of '\(first.run)' and '\(second.run)' is not the same; rerun the pair")
      }
    }
    if first.variant == second.variant {
      errors.append("both runs are of variant '\(first.variant)'; a pair has one of each")
    }
    for (one, other) in [(first, second), (second, first)] {
      let named = one.manifest.value(at: "pairing.paired_run_id")?.asText ?? ""
      if named.withoutCorrection != other.run.withoutCorrection {
        errors.append("'\(one.run)' is paired with '\(named)', not with '\(other.run)'")
      }
    }
    if [first.order, second.order] != [1, 2] {
      errors.append(
        "the runs were to be executed as number \(first.order) and \(second.order), not 1 and 2")
    }
  }

  private mutating func checkCount(_ runs: [TrialContext.Run]) {
    if members.count != 2 {
      errors.append("pair '\(pair)' has \(members.count) runs with a manifest, not 2")
    }
    let scheduled = runs.filter { $0.pair == pair }
    if scheduled.count > 2 {
      errors.append(
        "pair id '\(pair)' is used by \(scheduled.count) runs: "
          + scheduled.map(\.id).listed + "; every pair needs an id of its own")
    }
    let tasks = Set(scheduled.map(\.task))
    if tasks.count > 1 {
      errors.append("pair id '\(pair)' is used for several tasks: \(tasks.sorted().listed)")
    }
  }

  private mutating func checkNames() {
    for member in members {
      let named = member.manifest.value(at: "pairing.pair_id")?.asText ?? ""
      if named != pair {
        errors.append("'\(member.run)' says that it belongs to pair '\(named)', not to '\(pair)'")
      }
      let run = member.manifest.value(at: "run_id")?.asText ?? ""
      if run.withoutCorrection != member.run.withoutCorrection {
        errors.append("the manifest of '\(member.run)' is that of '\(run)'")
      }
    }
  }

  private mutating func checkScorecards(_ directory: String) throws(StageError) {
    for member in members {
      let path = PathName.join(directory, "\(member.run)/scorecard.json")
      guard FileSystem.exists(path) else {
        errors.append("'\(member.run)' has no scorecard; evaluate it")
        continue
      }
      let scorecard = try StageFiles.readJSON(path)
      let manifest = Value.map(member.manifest.map)
      for problem in ScorecardQuality.problems(scorecard, manifest: manifest) {
        errors.append("scorecard of '\(member.run)': \(problem)")
      }
      if scorecard.asMap?["run_id"]?.asText != member.run {
        errors.append("the scorecard of '\(member.run)' is another run's")
      }
      let runtime = scorecard.asMap?["metrics"]?.asMap?["runtime"]?.asMap
      if runtime?["timeout_reached"]?.asBool == true {
        warnings.append("'\(member.run)' reached its time limit")
      }
    }
  }

  private static func runs(in directory: String) throws(StageError) -> [String] {
    try StageFiles.attempt { () throws(FileError) in try FileSystem.list(directory) }
  }

  private static func member(
    _ run: String, _ path: String, _ runs: [TrialContext.Run]
  ) throws(StageError) -> Member {
    let fields = try StageFields(StageFiles.readJSON(path), "the manifest of '\(run)'")
    let variant = fields.value(at: "variant.variant_id")?.asText ?? ""
    let written = fields.value(at: "pairing.execution_order")?.asInt.map(Int.init) ?? 0
    return Member(
      run: run, manifest: fields, variant: variant,
      order: runs.first { $0.id == run }?.order ?? written)
  }
}

extension StageFields {
  /// The value at a path of member names with dots between them.
  fileprivate func value(at path: String) -> Value? {
    var value: Value? = .map(map)
    for name in path.split(separator: ".") { value = value?.asMap?[String(name)] }
    return value
  }
}

extension String {
  /// A run's id without the `-v2` that a correction of it has.
  var withoutCorrection: Substring {
    guard let dash = lastIndex(of: "-"), self[index(after: dash)...].first == "v",
      self[dash...].dropFirst(2).allSatisfy(\.isNumber), self[dash...].count > 2
    else { return self[...] }
    return self[..<dash]
  }
}
