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
  /// The same of single variants of it, as far as there is something.
  public var variants: [VariantStanding] = []

  /// A batch that was just declared.
  public init(manifest: BatchManifest) { self.manifest = manifest }

  /// Whether every variant is done.
  public var isClosed: Bool { verdict != nil }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("manifest", &manifest)
    coder.field("verdict", &verdict)
    coder.field("missing", &missing)
    coder.field("closed_at", &closedAt)
    coder.field("standing", &standing)
    coder.field("variants", &variants)
  }

  /// What speaks for the batch, or for one variant of it.
  func standing(of variant: String?) -> PromotionEvidence {
    guard let variant else { return standing }
    return variants.first { $0.variant == variant }?.standing ?? PromotionEvidence()
  }

  /// Changes what speaks for the batch, or for one variant of it.
  mutating func change(_ variant: String?, _ change: (inout PromotionEvidence) -> Void) {
    guard let variant else { return change(&standing) }
    var one = VariantStanding(variant: variant, standing: standing(of: variant))
    change(&one.standing)
    variants.removeAll { $0.variant == variant }
    variants.append(one)
  }
}

/// What may speak for one variant of a batch.
public struct VariantStanding: Recordable {
  /// The variant's name, without the batch's.
  public var variant = ""
  /// Its report, its windows and its promotions.
  public var standing = PromotionEvidence()

  init(variant: String, standing: PromotionEvidence) {
    self.variant = variant
    self.standing = standing
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("variant", &variant)
    coder.field("standing", &standing)
  }
}

extension States {
  /// The batch that a promotion's target names, and the variant of it, where it names one:
  /// `BATCH` or `BATCH.VARIANT`.
  public func batchTarget(
    _ target: String, in slug: String
  ) -> (batch: BatchState, variant: String?)? {
    if let batch = batch(slug, target) { return (batch, nil) }
    guard let dot = target.firstIndex(of: "."), let plan = plan(slug),
      let batch = batch(slug, String(target[..<dot]))
    else { return nil }
    let variant = String(target[target.index(after: dot)...])
    let isKnown = batch.manifest.variants(of: plan.params).contains { $0.name == variant }
    return isKnown ? (batch, variant) : nil
  }
}
