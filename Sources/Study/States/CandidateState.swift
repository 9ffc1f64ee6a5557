public import Bytes
public import Codecs

/// What the rules remember of a candidate.
public struct CandidateState: Recordable {
  /// The digest of its content.
  public var digest: Digest
  /// Why it was rejected; empty while it was not.
  public var rejections: [String] = []
  /// Windows in a row that passed.
  public var streak = 0
  /// The windows of the streak, as positions.
  public var windows: [String] = []
  /// What its last window measured.
  public var values = ValueMap()
  /// The number of its last window.
  public var window: Int?

  /// A candidate that was just registered.
  public init(digest: Digest) { self.digest = digest }

  /// Reads a stored state.
  public init(_ fields: Fields) throws(FieldError) {
    digest = try fields.digest("digest")
    rejections = try fields.texts("rejections")
    streak = try fields.count("streak")
    windows = try fields.texts("windows")
    values = try fields.nested("values")
    window = try fields.countIfPresent("window")
  }

  /// Writes the state.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("digest", digest)
    fields.put("rejections", rejections)
    fields.put("streak", streak)
    fields.put("windows", windows)
    fields.put("values", values)
    fields.put("window", window)
  }
}
