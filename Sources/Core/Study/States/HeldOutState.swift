public import Bytes

/// What counts as one use of held-out data: a revision of the plan, a level, and a batch.
///
/// In a study without batches a repeated schedule takes the place of one: `r2`.
public struct HeldOutUse: Recordable {
  /// The revision of the plan.
  public var revision = 1
  /// The level; empty in a study without levels.
  public var level = ""
  /// The batch; empty for the first schedule of a study without batches.
  public var batch = ""

  /// The use that a run belongs to.
  public init(revision: Int, level: String, batch: String?, round: Int) {
    self.revision = revision
    self.level = level
    self.batch = batch ?? (round > 1 ? "r\(round)" : "")
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("revision", &revision)
    coder.field("level", &level)
    coder.field("batch", &batch)
  }

  /// In words: `revision 2, level full`.
  public var text: String {
    "revision \(revision)" + (level.isEmpty ? "" : ", level \(level)")
      + (batch.isEmpty ? "" : ", batch \(batch)")
  }
}

/// What was made of held-out data, whatever the input that holds them is called now.
public struct HeldOutState: Recordable {
  /// The name of the input that held them first.
  public var input = ""
  public var files: [Digest] = []
  /// The fewest uses that any plan allowed: no later one may allow more.
  public var maxUses = 0
  /// The uses, in the order of the first touch.
  public var uses: [HeldOutUse] = []
  /// The uses beyond these that somebody else allowed.
  public var allowed: [HeldOutUse] = []
  /// How often a stage was handed them.
  public var touches = 0

  /// Data that nobody has used.
  init(_ input: InputPlan) {
    self.input = input.name
    files = input.files.map(\.digest)
    maxUses = input.heldOut?.maxUses ?? 0
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("input", &input)
    coder.field("files", &files)
    coder.field("max_uses", &maxUses)
    coder.field("uses", &uses)
    coder.field("allowed", &allowed)
    coder.field("touches", &touches)
  }

  /// Whether any of the files is among those of an input.
  func covers(_ input: InputPlan) -> Bool {
    input.files.contains { files.contains($0.digest) }
  }

  /// Whether a use would be one more than the plan allows.
  func isBeyond(_ use: HeldOutUse) -> Bool {
    if uses.contains(use) || allowed.contains(use) { return false }
    return uses.count { !allowed.contains($0) } >= maxUses
  }
}
