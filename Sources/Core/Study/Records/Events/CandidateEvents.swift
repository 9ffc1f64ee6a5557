public import Bytes
public import Codecs

/// Something promotable was registered.
public struct CandidateRegistered: EventPayload {
  /// Digest of its content.
  public var digest = Digest.zero
  /// Where it comes from.
  public var source = ""
  /// What is said of it.
  public var facts: ValueMap?

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "candidate.registered", of: Self.self, on: .candidate,
    summary: "Something promotable was registered.")

  /// A candidate.
  public init(digest: Digest, source: String, facts: ValueMap? = nil) {
    self.digest = digest
    self.source = source
    self.facts = facts
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every field to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("digest", &digest, "digest of its content")
    coder.field("source", &source, "where it comes from")
    coder.field("facts", &facts, "what is said of it")
  }
}

/// A candidate was rejected.
public struct CandidateRejected: EventPayload {
  /// Why.
  public var reasons: [String] = []

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "candidate.rejected", of: Self.self, on: .candidate, summary: "A candidate was rejected.")

  /// A rejection.
  public init(reasons: [String]) {
    self.reasons = reasons
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every field to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("reasons", &reasons, "why")
  }
}
