/// A set of variants was declared.
public struct BatchDeclared: EventPayload {
  /// Variants, seeds, revisions and overrides.
  public var manifest: BatchManifest

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "batch.declared", on: .batch, summary: "A set of variants was declared.",
    fields: [.map("manifest", "variants, seeds, revisions and overrides")])

  /// A declared batch.
  public init(manifest: BatchManifest) {
    self.manifest = manifest
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    manifest = try fields.record("manifest")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("manifest", manifest)
  }
}

/// Every variant of the batch is done.
public struct BatchClosed: EventPayload {
  /// The worst verdict.
  public var verdict: Verdict
  /// Deliverables that the batch lacks.
  public var missing: [String]

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "batch.closed", on: .batch, summary: "Every variant of the batch is done.",
    fields: [
      .text("verdict", "the worst verdict"), .list("missing", "deliverables that the batch lacks"),
    ])

  /// The end of a batch.
  public init(verdict: Verdict, missing: [String]) {
    self.verdict = verdict
    self.missing = missing
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    verdict = try fields.word("verdict")
    missing = try fields.texts("missing")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("verdict", word: verdict)
    fields.put("missing", missing)
  }
}
