public import Bytes
public import Codecs

/// Something promotable was registered.
public struct CandidateRegistered: EventPayload {
  /// Digest of its content.
  public var digest: Digest
  /// Where it comes from.
  public var source: String
  /// What is said of it.
  public var facts: ValueMap?

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "candidate.registered", on: .candidate, summary: "Something promotable was registered.",
    fields: [
      .digest("digest", "digest of its content"), .text("source", "where it comes from"),
      .map("facts", "what is said of it").optional,
    ])

  /// A candidate.
  public init(digest: Digest, source: String, facts: ValueMap? = nil) {
    self.digest = digest
    self.source = source
    self.facts = facts
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    digest = try fields.digest("digest")
    source = try fields.text("source")
    facts = try fields.nestedIfPresent("facts")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("digest", digest)
    fields.put("source", source)
    fields.put("facts", facts)
  }
}

/// A candidate was rejected.
public struct CandidateRejected: EventPayload {
  /// Why.
  public var reasons: [String]

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "candidate.rejected", on: .candidate, summary: "A candidate was rejected.",
    fields: [.list("reasons", "why")])

  /// A rejection.
  public init(reasons: [String]) {
    self.reasons = reasons
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    reasons = try fields.texts("reasons")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("reasons", reasons)
  }
}
