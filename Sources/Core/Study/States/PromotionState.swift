public import Codecs

/// A promotion that a rollback may go back to.
public struct PromotionState: Recordable {
  public var baseline = ""
  /// Where it was promoted.
  public var at = EventPosition()
  /// What later windows are compared with.
  public var values = ValueMap()

  /// A promotion.
  public init(baseline: String, at: EventPosition, values: ValueMap) {
    self.baseline = baseline
    self.at = at
    self.values = values
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("baseline", &baseline)
    coder.field("at", &at)
    coder.field("values", &values)
  }
}

/// A published report of the whole study.
public struct ReportState: Recordable {
  /// The head that it was derived at.
  public var size: Int64 = 0
  /// Where it was published.
  public var at = EventPosition()

  /// A published report.
  public init(size: Int64, at: EventPosition) {
    self.size = size
    self.at = at
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("size", &size)
    coder.field("at", &at)
  }
}
