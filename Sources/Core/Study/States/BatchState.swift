import Codecs

/// What the rules remember of a batch.
public struct BatchState: Recordable {
  /// What was declared.
  public var manifest = BatchManifest()
  /// The worst verdict, once every variant is done.
  public var verdict: Verdict?
  /// Deliverables that it lacks.
  public var missing: [String] = []
  /// Where it was closed.
  public var closedAt: EventPosition?
  /// Its report, its windows and its promotions.
  public var standing = PromotionEvidence()

  /// A batch that was just declared.
  public init(manifest: BatchManifest) { self.manifest = manifest }

  /// Whether every variant is done.
  public var isClosed: Bool { verdict != nil }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every field to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("manifest", &manifest)
    coder.field("verdict", &verdict)
    coder.field("missing", &missing)
    coder.field("closed_at", &closedAt)
    coder.field("standing", &standing)
  }
}
