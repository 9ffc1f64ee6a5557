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

  /// A grant.
  public init(flag: String, value: Value, run: String?, stage: String?) {
    self.flag = flag
    self.value = value
    self.run = run
    self.stage = stage
  }

  /// Reads a stored grant.
  public init(_ fields: Fields) throws(FieldError) {
    flag = try fields.text("flag")
    value = try fields.value("value")
    run = try fields.textIfPresent("run")
    stage = try fields.textIfPresent("stage")
  }

  /// Writes the grant.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("flag", flag)
    fields.put("value", value)
    fields.put("run", run)
    fields.put("stage", stage)
  }
}
