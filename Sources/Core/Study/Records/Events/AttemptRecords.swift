public import Bytes

/// A file that an attempt left behind.
public struct OutputRecord: Recordable {
  /// Its path relative to the attempt's directory.
  public var path = ""
  /// The SHA-256 of its content.
  public var digest = Digest.zero
  /// Its size in bytes.
  public var size: Int64 = 0
  /// Whether the ledger keeps the content.
  public var kept = false

  public init(path: String, digest: Digest, size: Int64, kept: Bool) {
    self.path = path
    self.digest = digest
    self.size = size
    self.kept = kept
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("path", &path, "relative to the attempt's directory")
    coder.field("digest", &digest, "of its content")
    coder.field("size", &size, "bytes")
    coder.field("kept", &kept, "whether the ledger keeps the content")
  }
}

/// What one check of a gate observed in an attempt's files.
public struct Observation: Recordable {
  public var gate = ""
  /// The check's name.
  public var check = ""
  /// What was observed; nil when it could not be.
  public var value: Double?
  /// Why it could not be observed.
  public var problem: String?

  public init(gate: String, check: String, value: Double?, problem: String? = nil) {
    self.gate = gate
    self.check = check
    self.value = value
    self.problem = problem
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("gate", &gate, "the gate")
    coder.field("check", &check, "the check's name")
    coder.field("value", &value, "what was observed")
    coder.field("problem", &problem, "why nothing could be observed")
  }
}

/// A metric's name and value; always float64.
public struct MetricValue: Recordable {
  /// The metric's name.
  public var name = ""
  public var value: Double = 0

  public init(name: String, value: Double) {
    self.name = name
    self.value = value
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("name", &name, "its name")
    coder.field("value", &value, "always float64")
  }
}
