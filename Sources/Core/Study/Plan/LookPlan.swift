/// A registered look at a paired study before its last pair has ended.
///
/// The plan has it from the domain whose analysis it is; the schedule only keeps its place.
public struct LookPlan: Recordable, Equatable {
  public var level = ""
  /// After how many pairs of the level.
  public var pairs = 0

  public init(level: String, pairs: Int) {
    self.level = level
    self.pairs = pairs
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("level", &level, "the level; empty in a study without levels")
    coder.field("pairs", &pairs, "after how many pairs of the level")
  }
}
