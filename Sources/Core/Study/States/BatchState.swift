import Codecs

/// What the rules remember of a batch.
public struct BatchState: Recordable {
  /// What was declared.
  public var manifest: BatchManifest
  /// The worst verdict, once every variant is done.
  public var verdict: Verdict?
  /// Deliverables that it lacks.
  public var missing: [String] = []
  /// Where it was closed.
  public var closedAt: EventPosition?
  /// Its report, its windows and its promotions.
  public var standing = Standing()

  /// A batch that was just declared.
  public init(manifest: BatchManifest) { self.manifest = manifest }

  /// Whether every variant is done.
  public var isClosed: Bool { verdict != nil }

  /// Reads a stored state.
  public init(_ fields: Fields) throws(FieldError) {
    manifest = try fields.record("manifest")
    verdict = try fields.wordIfPresent("verdict")
    missing = try fields.texts("missing")
    closedAt = try fields.positionIfPresent("closed_at")
    standing = try fields.record("standing")
  }

  /// Writes the state.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("manifest", manifest)
    fields.put("verdict", word: verdict)
    fields.put("missing", missing)
    fields.put("closed_at", closedAt)
    fields.put("standing", standing)
  }
}
