public import Codecs

/// A guard that may be bypassed.
public struct GrantState: Recordable {
  /// The guarded parameter.
  public var flag: String
  /// The value that it takes under the grant.
  public var value: Value
  /// The run for which it holds; for all, otherwise.
  public var run: String?
  /// The stage for which it holds; for all, otherwise.
  public var stage: String?
  /// Where it was granted.
  public var grantedAt: EventPosition?

  /// A grant.
  public init(
    flag: String, value: Value, run: String?, stage: String?, grantedAt: EventPosition? = nil
  ) {
    self.flag = flag
    self.value = value
    self.run = run
    self.stage = stage
    self.grantedAt = grantedAt
  }

  /// Reads a stored grant.
  public init(_ fields: Fields) throws(FieldError) {
    flag = try fields.text("flag")
    value = try fields.value("value")
    run = try fields.textIfPresent("run")
    stage = try fields.textIfPresent("stage")
    grantedAt = try fields.positionIfPresent("granted_at")
  }

  /// Writes the grant.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("flag", flag)
    fields.put("value", value)
    fields.put("run", run)
    fields.put("stage", stage)
    fields.put("granted_at", grantedAt)
  }

  /// What it covers, in one word or path: `study`, `stage STAGE`, `RUN` or `RUN/STAGE`.
  public var scope: String {
    guard let run else { return stage.map { "stage \($0)" } ?? "study" }
    return stage.map { "\(run)/\($0)" } ?? run
  }

  /// Whether it says the same as another, whenever either was granted.
  public func agrees(with other: GrantState) -> Bool {
    flag == other.flag && value.means(other.value) && run == other.run && stage == other.stage
  }
}
