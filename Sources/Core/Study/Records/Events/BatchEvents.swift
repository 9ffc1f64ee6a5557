/// A set of variants was declared.
public struct BatchDeclared: EventPayload {
  /// Variants, seeds, revisions and overrides.
  public var manifest = BatchManifest()

  public static let definition = EventDefinition(
    "batch.declared", of: Self.self, on: .batch, summary: "A set of variants was declared.")

  public init(manifest: BatchManifest) {
    self.manifest = manifest
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("manifest", &manifest, "variants, seeds, revisions and overrides")
  }
}

/// Every variant of the batch is done.
public struct BatchClosed: EventPayload {
  /// The worst verdict.
  public var verdict = Verdict.fail
  /// Deliverables that the batch lacks.
  public var missing: [String] = []

  public static let definition = EventDefinition(
    "batch.closed", of: Self.self, on: .batch, summary: "Every variant of the batch is done.")

  /// The end of a batch.
  public init(verdict: Verdict, missing: [String]) {
    self.verdict = verdict
    self.missing = missing
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("verdict", &verdict, "the worst verdict")
    coder.field("missing", &missing, "deliverables that the batch lacks")
  }
}
