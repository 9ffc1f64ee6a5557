/// The subject of an event: what the event is about.
///
/// Printed and stored as a path such as `run/wdbc-malignancy/A-s42`.
public enum Stream: Hashable, Sendable, CustomStringConvertible {
  /// The ledger itself.
  case ledger
  /// A key, by its identifier in lower-case hexadecimal.
  case key(String)
  /// A study, by its slug.
  case study(String)
  /// A run of a study.
  case run(String, String)
  /// A declared set of variants.
  case batch(String, String)
  /// Two runs that differ in their variant only.
  case pair(String, String)
  /// Anything promotable that is not a run.
  case candidate(String, String)
  /// A named pointer that promotion moves.
  case baseline(String, String)
  /// Something that should not have happened.
  case violation(String, String)
  /// A published report.
  case report(String, String)

  /// The kind of subject, as the first word of the path.
  public enum Kind: String, CaseIterable, Sendable {
    /// The ledger itself.
    case ledger
    case key
    case study
    case run
    /// A set of variants.
    case batch
    /// Two runs that differ in their variant only.
    case pair
    /// Anything promotable that is not a run.
    case candidate
    /// A named pointer.
    case baseline
    /// Something that should not have happened.
    case violation
    /// A published report.
    case report
  }

  /// The kind of this subject.
  public var kind: Kind {
    switch self {
    case .ledger: .ledger
    case .key: .key
    case .study: .study
    case .run: .run
    case .batch: .batch
    case .pair: .pair
    case .candidate: .candidate
    case .baseline: .baseline
    case .violation: .violation
    case .report: .report
    }
  }

  /// The slug of the study that the subject belongs to, if it belongs to one.
  public var study: String? {
    switch self {
    case .ledger, .key: nil
    case .study(let slug): slug
    case .run(let slug, _), .batch(let slug, _), .pair(let slug, _), .candidate(let slug, _),
      .baseline(let slug, _), .violation(let slug, _), .report(let slug, _):
      slug
    }
  }

  /// The last part of the path: a run's, a violation's, a key's identifier or a study's slug.
  public var name: String {
    switch self {
    case .ledger: "ledger"
    case .key(let name), .study(let name): name
    case .run(_, let name), .batch(_, let name), .pair(_, let name), .candidate(_, let name),
      .baseline(_, let name), .violation(_, let name), .report(_, let name):
      name
    }
  }

  /// The path form that entries hold.
  public var description: String {
    switch self {
    case .ledger: "ledger"
    case .key(let name), .study(let name): "\(kind.rawValue)/\(name)"
    case .run(let slug, let name): Self.path("run/", slug, name)
    default: Self.path(kind.rawValue + "/", study ?? "", name)
    }
  }

  /// The path made in one piece: nearly every event needs one.
  private static func path(_ kind: String, _ slug: String, _ name: String) -> String {
    var path = kind
    path.reserveCapacity(kind.utf8.count + slug.utf8.count + 1 + name.utf8.count)
    path += slug
    path += "/"
    path += name
    return path
  }

  /// The stream that a path names, or nil when it names none.
  public init?(_ path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let kind = Kind(rawValue: parts[0]), parts.allSatisfy({ !$0.isEmpty }) else {
      return nil
    }
    switch (kind, parts.count) {
    case (.ledger, 1): self = .ledger
    case (.key, 2): self = .key(parts[1])
    case (.study, 2): self = .study(parts[1])
    case (.run, 3): self = .run(parts[1], parts[2])
    case (.batch, 3): self = .batch(parts[1], parts[2])
    case (.pair, 3): self = .pair(parts[1], parts[2])
    case (.candidate, 3): self = .candidate(parts[1], parts[2])
    case (.baseline, 3): self = .baseline(parts[1], parts[2])
    case (.violation, 3): self = .violation(parts[1], parts[2])
    case (.report, 3): self = .report(parts[1], parts[2])
    default: return nil
    }
  }
}
