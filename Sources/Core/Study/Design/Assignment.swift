import Codecs

/// What a run was assigned to by the design: batch, variant, task and pair, as far as they apply.
///
/// A run of the whole study is assigned to nothing, one of a task to its task alone.
public struct Assignment: Recordable {
  public var batch: String?
  public var variant: String?
  public var task: String?
  public var pair: String?
  /// The number of the pair among those of its task, from 1.
  public var pairIndex: Int?
  /// The seed that both runs of the pair share, beside the task's.
  public var pairSeed: Int64?
  /// Its place in the pair, from 1, in the order drawn.
  public var order: Int?

  public init(variant: String? = nil, task: String? = nil, pair: String? = nil) {
    self.variant = variant
    self.task = task
    self.pair = pair
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("batch", &batch, "the batch")
    coder.field("variant", &variant, "the variant")
    coder.field("task", &task, "the task")
    coder.field("pair", &pair, "the pair")
    coder.field("pair_index", &pairIndex, "the number of the pair among those of its task, from 1")
    coder.field(
      "pair_seed", &pairSeed, "the seed that both runs of the pair share, beside the task's")
    coder.field("order", &order, "its place in the pair, from 1, in the order drawn")
  }

  /// Whether it says nothing.
  public var isEmpty: Bool { self == Assignment() }

  /// Whether the work of two runs belongs together: what both are assigned to is the same.
  public func agrees(with other: Assignment) -> Bool {
    Self.agree(variant, other.variant) && Self.agree(task, other.task)
      && Self.agree(pair, other.pair) && Self.agree(batch, other.batch)
  }

  private static func agree(_ left: String?, _ right: String?) -> Bool {
    left == nil || right == nil || left == right
  }
}
