import Bytes
import Codecs
public import Study

/// Two finished runs of a pair held against each other: only their variant may differ.
///
/// Everything that is compared follows from recorded events: outputs and pins by the digests that
/// the ledger took.
public struct PairComparison {
  /// The two runs, in the order of the schedule.
  public let runs: [RunState]
  /// Everything in which they differ and must not, a sentence each; empty for a pair that counts.
  public let differences: [String]
  private let design: Design

  /// Compares the runs of a pair as they count now; nil while not both of them are finished under
  /// one revision of the plan, with its limits and the sections of domains.
  public init?(_ runs: [RunState], _ design: Design) {
    guard runs.count == 2, runs.allSatisfy({ $0.finished != nil }),
      runs[0].revision == runs[1].revision
    else { return nil }
    self.runs = runs
    self.design = design
    differences = Self.differences(runs[0], runs[1], design)
  }

  /// Whether the two may be compared.
  public var isVerified: Bool { differences.isEmpty }

  /// What both runs of a verified pair have in common.
  var facts: ValueMap {
    let run = runs[0]
    var facts: ValueMap = ["seed": .int(run.seed), "revision": .int(Int64(run.revision))]
    facts["task"] = run.assignment.task.map(Value.text)
    facts["pair_seed"] = run.assignment.pairSeed.map(Value.int)
    facts["pins"] = run.pins.map { .bytes($0.bytes) }
    facts["timeout_ns"] = design.timeout(ofTask: run.assignment.task).map(Value.int)
    let outputs = design.identicalStages.flatMap { run.outputs(of: $0) }
    if !outputs.isEmpty { facts["inputs"] = .array(outputs.map { .bytes($0.bytes) }) }
    return facts
  }

  private static func differences(
    _ first: RunState, _ second: RunState, _ design: Design
  ) -> [String] {
    var found: [String] = []
    func demand(_ isEqual: Bool, _ what: String) {
      if !isEqual { found.append("\(what) differ between '\(first.id)' and '\(second.id)'") }
    }
    if first.assignment.variant == second.assignment.variant {
      found.append("'\(first.id)' and '\(second.id)' are of the same variant")
    }
    demand(first.assignment.task == second.assignment.task, "tasks")
    demand(first.seed == second.seed, "seeds")
    demand(first.assignment.pairSeed == second.assignment.pairSeed, "seeds of the pair")
    demand(first.params == second.params, "parameters")
    demand(first.pins == second.pins, "pins")
    for stage in design.identicalStages {
      demand(first.outputs(of: stage) == second.outputs(of: stage), "outputs of stage '\(stage)'")
    }
    return found
  }
}

extension PairComparison {
  /// The pairs among some runs that were compared and may not be, sorted; the runs are those that
  /// count now.
  ///
  /// O(runs).
  static func rejected(among runs: [RunState], _ design: Design) -> [String] {
    var pairs: [String: [RunState]] = [:]
    var names: [String] = []
    for run in runs where run.scope == .run {
      guard let pair = run.assignment.pair else { continue }
      if pairs[pair] == nil { names.append(pair) }
      pairs[pair, default: []].append(run)
    }
    return names.filter { name in
      PairComparison(pairs[name] ?? [], design)?.isVerified == false
    }.sorted()
  }
}

extension RunState {
  /// The digests of the outputs of a stage's units.
  fileprivate func outputs(of stage: String) -> [Digest] {
    units.filter { $0.stage == stage }.compactMap(\.outputs)
  }
}
