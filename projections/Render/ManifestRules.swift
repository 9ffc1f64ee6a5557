public import Codecs

/// What domains say of a run in its `manifest.json`, by the names of their sections.
///
/// A rule is a pure function: files are rendered again to be compared, wherever and whenever.
public struct ManifestRules: Sendable {
  /// Gives the manifest of a run with a domain's own members.
  ///
  /// `outputs` lists the files of the attempts that count as `outputs.files` of the manifest does,
  /// in the order of the run's stages, each with `place` (relative to the run's directory when it
  /// is published, else to the one that holds the ledger) and `completed_at` of its attempt.
  /// `stages` are the run's `stages/STAGE.json`.
  public typealias Rule =
    @Sendable (_ manifest: ValueMap, _ outputs: [ValueMap], _ stages: [ValueMap]) -> ValueMap

  private let rules: [String: Rule]

  /// Rules by the names of the sections that they belong to.
  public init(_ rules: [String: Rule]) {
    self.rules = rules
  }

  /// The manifest of a run as the domains of its plan complete it, in the order of their sections.
  func complete(
    _ manifest: ValueMap, of domain: ValueMap, outputs: [ValueMap], stages: [ValueMap]
  ) -> ValueMap {
    var manifest = manifest
    for (section, _) in domain {
      if let rule = rules[section] { manifest = rule(manifest, outputs, stages) }
    }
    return manifest
  }
}
