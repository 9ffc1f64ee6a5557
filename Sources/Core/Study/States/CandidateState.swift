public import Bytes

/// What the rules remember of a candidate.
public struct CandidateState: Recordable {
  /// The digest of its content.
  public var digest: Digest
  /// Where it was registered.
  public var registeredAt: EventPosition
  /// The run that made it, where one says so.
  public var run: String?
  /// Why it was rejected; empty while it was not.
  public var rejections: [String] = []
  /// Its report, its windows and its promotions.
  public var standing = Standing()

  /// A candidate that was just registered.
  public init(digest: Digest, at position: EventPosition) {
    self.digest = digest
    registeredAt = position
  }

  /// Reads a stored state.
  public init(_ fields: Fields) throws(FieldError) {
    digest = try fields.digest("digest")
    guard let position = try fields.positionIfPresent("registered_at") else {
      throw fields.error("registered_at", "is missing")
    }
    registeredAt = position
    run = try fields.textIfPresent("run")
    rejections = try fields.texts("rejections")
    standing = try fields.record("standing")
  }

  /// Writes the state.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("digest", digest)
    fields.put("registered_at", registeredAt)
    fields.put("run", run)
    fields.put("rejections", rejections)
    fields.put("standing", standing)
  }
}
