import Ledger
import Projections
import Runtime
import Study

extension Subjects {
  /// The kinds of subject below a study that are neither runs nor violations.
  private static let kinds: [Study.Stream.Kind] = [.batch, .candidate, .baseline, .pair, .report]

  /// Whether a word says that it means a batch, a candidate, a baseline, a pair or a report.
  static func namesOperation(_ word: String) -> Bool {
    kinds.contains { word.hasPrefix("\($0.rawValue)/") }
  }

  /// The batch, candidate, baseline, pair or report that a word names; nil when there is none.
  ///
  /// `BATCH` or `STUDY/BATCH`, with the kind before it where a name is used for several things.
  /// With `isExact` only a whole name will do, and otherwise the beginning of one.
  func operation(_ word: String, isExact: Bool = false) throws -> Study.Stream? {
    var kinds = Self.kinds
    var parts = word.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if parts.count > 1, let kind = kinds.first(where: { $0.rawValue == parts[0] }) {
      kinds = [kind]
      parts.removeFirst()
    }
    for part in parts { try Self.demandName(part, "subject '\(word)'") }
    guard parts.count <= 2, let name = parts.last else { return nil }
    var slugs = try studies()
    if parts.count == 2 {
      let exact = slugs.filter { $0 == parts[0] }
      slugs = exact.isEmpty && !isExact ? slugs.filter { $0.hasPrefix(parts[0]) } : exact
    }
    var found: [Study.Stream] = []
    for kind in kinds {
      for slug in slugs {
        for known in try names(of: kind, in: slug, like: name)
        where known == name || !isExact && known.hasPrefix(name) {
          if let stream = Study.Stream("\(kind.rawValue)/\(slug)/\(known)") { found.append(stream) }
        }
      }
    }
    return try Self.one(name, of: found, called: word, by: \.name, path: \.description)
  }

  /// The names of a kind that a study has, sorted; of reports, which have no state of their own,
  /// the one that is asked for.
  private func names(
    of kind: Study.Stream.Kind, in slug: String, like name: String
  ) throws -> [String] {
    switch kind {
    case .pair: return pairs(of: slug)
    case .baseline: return (states.plan(slug)?.baselines ?? []).map(\.name)
    case .report:
      let views = ViewStore(workspace.directory)
      try views.catchUp(workspace.ledger)
      let rows = try views.entries(ofStream: "report/\(slug)/\(name)", last: 1)
      return rows.isEmpty ? [] : [name]
    default: return try names("\(kind.rawValue)/\(slug)/")
    }
  }

  /// The pairs of a study's schedule, sorted.
  private func pairs(of slug: String) -> [String] {
    guard let plan = states.plan(slug), !plan.design.variants.isEmpty else { return [] }
    let round = states.study(slug)?.round ?? 1
    var found: [String] = []
    for level in plan.levels.indices {
      found += states.schedule(slug, level: level, round: round).compactMap(\.assignment.pair)
    }
    var pairs: [String] = []
    for pair in found.sorted() where pairs.last != pair { pairs.append(pair) }
    return pairs
  }
}
