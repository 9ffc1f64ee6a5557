public import Bytes

/// A file that an attempt left behind.
public struct OutputRecord: Recordable {
  /// Its path relative to the attempt's directory.
  public var path: String
  /// The SHA-256 of its content.
  public var digest: Digest
  /// Its size in bytes.
  public var size: Int64
  /// Whether the ledger keeps the content.
  public var kept: Bool

  /// A file left behind.
  public init(path: String, digest: Digest, size: Int64, kept: Bool) {
    self.path = path
    self.digest = digest
    self.size = size
    self.kept = kept
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    path = try fields.text("path")
    digest = try fields.digest("digest")
    size = try fields.int("size")
    kept = try fields.bool("kept")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("path", path)
    fields.put("digest", digest)
    fields.put("size", size)
    fields.put("kept", kept)
  }
}

/// What one check of a gate observed in an attempt's files.
public struct Observation: Recordable {
  /// The gate.
  public var gate: String
  /// The check's name.
  public var check: String
  /// What was observed; nil when it could not be.
  public var value: Double?
  /// Why it could not be observed.
  public var problem: String?

  /// An observation.
  public init(gate: String, check: String, value: Double?, problem: String? = nil) {
    self.gate = gate
    self.check = check
    self.value = value
    self.problem = problem
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    gate = try fields.text("gate")
    check = try fields.text("check")
    value = try fields.doubleIfPresent("value")
    problem = try fields.textIfPresent("problem")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("gate", gate)
    fields.put("check", check)
    fields.put("value", value)
    fields.put("problem", problem)
  }
}

/// A metric's name and value; always float64.
public struct MetricValue: Recordable {
  /// The metric's name.
  public var name: String
  /// Its value.
  public var value: Double

  /// A metric.
  public init(name: String, value: Double) {
    self.name = name
    self.value = value
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    name = try fields.text("name")
    value = try fields.double("value")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("name", name)
    fields.put("value", value)
  }
}
