public import Bytes
import Codecs
import LedgerFormat

/// How a study is held against whoever proposes its candidates: seeds come from the ledger alone,
/// what judges does not change, and a gain has to beat the spread of the baseline against itself.
public struct AgentSafePlan: Recordable {
  /// The most candidates: the level of every one of them is shared among so many.
  public var maxCandidates = 20
  /// The gain that a candidate has to exceed.
  public var minGain: Double = 0
  /// How many fresh seeds the baseline is executed with beside every candidate.
  public var baselineSeeds = 10
  /// How many fresh seeds a candidate is executed with.
  public var candidateSeeds = 10
  /// The SHA-256 of the secret from which seeds are drawn.
  public var secret = Digest.zero

  public init() {}

  /// What is recorded of a secret.
  public static func digest(ofSecret secret: [UInt8]) -> Digest { Hashing.digest(of: secret) }

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("max_candidates", &maxCandidates, "the most candidates")
    coder.field("min_gain", &minGain, "the gain that a candidate has to exceed")
    coder.field("baseline_seeds", &baselineSeeds, "fresh seeds of the baseline a candidate")
    coder.field("candidate_seeds", &candidateSeeds, "fresh seeds of a candidate")
    coder.field("secret", &secret, "the SHA-256 of the secret from which seeds are drawn")
  }
}

/// The two arms of an agent-safe study: the values of the only axis, each the name of code.
public struct Arms: Equatable, Sendable {
  /// The parameter that is the axis.
  public var axis: String
  /// The code that is to be beaten.
  public var baseline: String
  /// The code that may change from candidate to candidate.
  public var candidate: String
}

extension Plan {
  /// The arms of an agent-safe study; nil in any other, and where its axis does not give two.
  public var arms: Arms? {
    guard agentSafe != nil, let sweep = design.sweep, !sweep.isFactorial, sweep.axes.count == 1,
      let axis = sweep.axes.first
    else { return nil }
    let names = axis.values(params: params).compactMap(\.asText)
    guard names.count == 2, axis.values(params: params).count == 2 else { return nil }
    return Arms(axis: axis.name, baseline: names[0], candidate: names[1])
  }

  /// The code of an arm, each file by its path within it.
  public func code(ofArm name: String) -> [FilePin] {
    code.compactMap { pin in
      guard pin.path == name || pin.path.hasPrefix("\(name)/") else { return nil }
      return FilePin(
        path: String(pin.path.dropFirst(name.utf8.count)), digest: pin.digest, size: pin.size)
    }
  }

  /// Whether a stage executes an arm, and so what its author may have written to cheat.
  public func executesArm(_ stage: StagePlan) -> Bool {
    arms.map { stage.sees($0.axis) } ?? false
  }

  /// The registered files that a stage must not see: held-out ones that it is not handed; and of an
  /// arm every input that it is not handed, and all code but that of the arms.
  public func withheld(from stage: StagePlan) -> [FilePin] {
    let isArm = executesArm(stage)
    guard isArm || holdsOut else { return [] }
    var handed = Set(domainFiles(of: stage).map(\.path))
    for input in inputs where isHanded(input, to: stage) {
      handed.formUnion(input.files.map(\.path))
    }
    var files = inputs.filter { isArm || $0.heldOut != nil }.flatMap(\.files)
    if isArm, let arms {
      files += code.filter { pin in
        ![arms.baseline, arms.candidate].contains {
          pin.path == $0 || pin.path.hasPrefix("\($0)/")
        }
      }
    }
    return files.filter { !handed.contains($0.path) }
  }

  private func isHanded(_ input: InputPlan, to stage: StagePlan) -> Bool {
    stage.inputs.contains { $0.source == .study(input.name) }
      || stage.namedStudyInputs(of: self).contains(input.name)
  }

  /// One digest over what judges: the stages that execute no arm, and every file that an arm must
  /// not see.
  public var judgesDigest: Digest {
    let judging = stages.filter { !executesArm($0) }
    return Hashing.digest(of: judging.encoded + judgingFiles.encoded)
  }

  /// The files that no stage may see that executes an arm.
  var judgingFiles: [FilePin] {
    let executing = stages.filter(executesArm)
    return (inputs.flatMap(\.files) + code).filter { pin in
      executing.allSatisfy { stage in withheld(from: stage).contains(pin) }
    }
  }

  /// Why an agent-safe study would not be one, or nil where it is.
  public var problemOfAgentSafe: String? {
    guard let safe = agentSafe else { return nil }
    guard let arms else {
      return "an agent-safe study is a sweep over one axis with two texts: the code of the "
        + "baseline, and that of the candidate"
    }
    if safe.baselineSeeds < 5 || safe.candidateSeeds < 5 {
      return "an agent-safe study has at least 5 seeds of each arm"
    }
    let executing = stages.filter(executesArm)
    if executing.isEmpty { return "no stage sees '\(arms.axis)', so that no arm is executed" }
    for stage in executing {
      if stage.confine != .required {
        return "stage '\(stage.name)' executes the candidate, and is not confined: "
          + "it could read the secret, what judges it, and what is held out"
      }
      if let input = heldOutInputs(of: stage).first {
        return "stage '\(stage.name)' executes the candidate, and is handed '\(input.name)', which "
          + "is held out"
      }
      if stage.workingDirectory != nil {
        return "stage '\(stage.name)' executes the candidate in the tree itself"
      }
    }
    if !stages.contains(where: { $0.scope == .batch && !executesArm($0) }) {
      return "no stage 'per: batch' compares the arms"
    }
    return nil
  }
}
