public import Bytes

/// What the rules remember of a candidate.
public struct CandidateState: Recordable {
  /// The digest of its content.
  public var digest = Digest.zero
  /// Where it was registered.
  public var registeredAt = EventPosition()
  /// The run that made it, where one says so.
  public var run: String?
  /// Why it was rejected; empty while it was not.
  public var rejections: [String] = []
  /// Its report, its windows and its promotions.
  public var standing = PromotionEvidence()

  /// A candidate that was just registered.
  public init(digest: Digest, at position: EventPosition) {
    self.digest = digest
    registeredAt = position
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("digest", &digest)
    coder.field("registered_at", &registeredAt)
    coder.field("run", &run)
    coder.field("rejections", &rejections)
    coder.field("standing", &standing)
  }
}
