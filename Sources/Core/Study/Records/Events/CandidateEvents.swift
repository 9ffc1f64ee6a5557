public import Bytes
public import Codecs

/// A candidate for promotion was registered.
public struct CandidateRegistered: EventPayload {
  /// Digest of its content.
  public var digest = Digest.zero
  /// Where it comes from.
  public var source = ""
  /// What is said of it.
  public var facts: ValueMap?

  public static let definition = EventDefinition(
    "candidate.registered", of: Self.self, on: .candidate,
    summary: "A candidate for promotion was registered.")

  public init(digest: Digest, source: String, facts: ValueMap? = nil) {
    self.digest = digest
    self.source = source
    self.facts = facts
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("digest", &digest, "digest of its content")
    coder.field("source", &source, "where it comes from")
    coder.field("facts", &facts, "what is said of it")
  }
}

/// A candidate was rejected.
public struct CandidateRejected: EventPayload {
  public var reasons: [String] = []

  public static let definition = EventDefinition(
    "candidate.rejected", of: Self.self, on: .candidate, summary: "A candidate was rejected.")

  public init(reasons: [String]) {
    self.reasons = reasons
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("reasons", &reasons, "why")
  }
}
