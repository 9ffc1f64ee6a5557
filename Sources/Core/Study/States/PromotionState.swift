public import Codecs

/// A promotion that a rollback may go back to.
public struct PromotionState: Recordable {
  /// The baseline.
  public var baseline: String
  /// Where it was promoted.
  public var at: EventPosition
  /// What later windows are compared with.
  public var values: ValueMap

  /// A promotion.
  public init(baseline: String, at: EventPosition, values: ValueMap) {
    self.baseline = baseline
    self.at = at
    self.values = values
  }

  /// Reads a stored promotion.
  public init(_ fields: Fields) throws(FieldError) {
    baseline = try fields.text("baseline")
    guard let at = try fields.positionIfPresent("at") else {
      throw fields.error("at", "is missing")
    }
    self.at = at
    values = try fields.nested("values")
  }

  /// Writes the promotion.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("baseline", baseline)
    fields.put("at", at)
    fields.put("values", values)
  }
}

/// A published report of the whole study.
public struct ReportState: Recordable {
  /// The head that it was derived at.
  public var size: Int64
  /// Where it was published.
  public var at: EventPosition

  /// A published report.
  public init(size: Int64, at: EventPosition) {
    self.size = size
    self.at = at
  }

  /// Reads a stored report.
  public init(_ fields: Fields) throws(FieldError) {
    size = try fields.int("size")
    guard let at = try fields.positionIfPresent("at") else {
      throw fields.error("at", "is missing")
    }
    self.at = at
  }

  /// Writes the report.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("size", size)
    fields.put("at", at)
  }
}
