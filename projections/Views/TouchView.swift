public import Bytes
public import Study

/// One time that a stage was handed data that are held out.
public struct TouchView: Equatable, Sendable {
  public var run: String
  /// The stage; `reproduce STAGE` where the run was executed again.
  public var stage: String
  /// The input, and the digest of its files.
  public var input: String
  /// The digest of the input.
  public var digest: Digest
  /// What it counts as: everything of one revision, level and batch is one use.
  public var use: HeldOutUse
  /// The approval that allowed the use, where it was beyond what the plan allows.
  public var approval: Stamp?
  /// When, by whom, and the event.
  public var stamp: Stamp
}

/// The held-out data of a study: every touch, and every use that somebody else allowed.
public struct HeldOutView: Equatable, Sendable {
  /// The touches, in the order of the log.
  public private(set) var touches: [TouchView] = []
  private var approvals: [(input: String, use: HeldOutUse, stamp: Stamp)] = []

  /// Whether both saw the same.
  public static func == (left: HeldOutView, right: HeldOutView) -> Bool {
    left.touches == right.touches
      && left.approvals.elementsEqual(right.approvals) {
        $0.input == $1.input && $0.use == $1.use && $0.stamp == $1.stamp
      }
  }

  /// The uses of an input, in the order of their first touch.
  public func uses(of input: String) -> [HeldOutUse] {
    var uses: [HeldOutUse] = []
    for touch in touches where touch.input == input && !uses.contains(touch.use) {
      uses.append(touch.use)
    }
    return uses
  }

  /// Takes in an event of a run, planned as `planned` says, under a plan.
  mutating func take(
    _ fact: EventData, of run: RunView, _ plan: Plan?, _ stamp: Stamp
  ) {
    guard let plan, plan.holdsOut, let planned = run.planned else { return }
    let use = HeldOutUse(
      revision: planned.revision, level: planned.level, batch: planned.assignment?.batch,
      round: planned.round)
    switch fact {
    case .stageStarted(let started): touch(started.id.stage, run.id, plan, use, stamp)
    case .approvalSigned(let signed):
      if let input = signed.input { approvals.append((input, use, stamp)) }
    case .reproductionCompared:
      for stage in run.stages {
        for _ in 0..<stage.units.count(where: { $0.result != nil }) {
          touch(stage.name, run.id, plan, use, stamp, isAgain: true)
        }
      }
    default: return
    }
  }

  private mutating func touch(
    _ name: String, _ run: String, _ plan: Plan, _ use: HeldOutUse, _ stamp: Stamp,
    isAgain: Bool = false
  ) {
    guard let stage = plan.stage(name) else { return }
    for input in plan.heldOutInputs(of: stage) {
      let approval = approvals.first { $0.input == input.name && $0.use == use }?.stamp
      touches.append(
        TouchView(
          run: run, stage: isAgain ? "reproduce \(name)" : name, input: input.name,
          digest: input.digest, use: use, approval: approval, stamp: stamp))
    }
  }
}
