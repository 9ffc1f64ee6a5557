public import Codecs

/// How many slots there are, and how often something was begun in them: one half of the
/// denominator, counted from states while a study runs and from its views afterwards.
public struct SlotCounts: Equatable, Sendable {
  /// Slots of the first plan, or of the batches declared.
  public var registered = 0
  /// Slots that came later.
  public var added = 0
  /// Slots of the first plan that the present one does not have, and that were never begun.
  public var withdrawn = 0
  /// Runs that were begun, and that another one replaced.
  public var corrected = 0
  /// Units of runs that were begun.
  public var units = 0
  public var attempts = 0
  /// Amendments of the plan.
  public var amended = 0

  /// No slots.
  public init() {}

  /// Slots altogether.
  public var planned: Int { registered + added - withdrawn }

  /// Attempts beyond the first of a unit.
  public var retried: Int { attempts - units }

  /// The counts by their names, as a stage is told of them.
  public var value: Value {
    let counts = [
      ("planned", planned), ("registered", registered), ("added", added),
      ("withdrawn", withdrawn), ("corrected", corrected), ("attempts", attempts),
      ("retried", retried), ("amended", amended),
    ]
    return .map(ValueMap(counts.map { ($0.0, .int(Int64($0.1))) }))
  }
}
