import Ledger
import Runtime
import Study

extension Subjects {
  /// A batch, a candidate or a baseline, by the study it belongs to.
  struct Promotable: Equatable {
    var study: String
    var name: String
    /// The form that every verb takes.
    var path: String { "\(study)/\(name)" }
  }

  /// The identifiers of a study's batches, sorted.
  func batches(of study: String) throws -> [String] { try names("batch/\(study)/") }

  /// The names of a study's candidates, sorted.
  func candidates(of study: String) throws -> [String] { try names("candidate/\(study)/") }

  /// The names of a study's baselines: those of the plan in force, in its order.
  func baselines(of study: String) -> [String] {
    (states.plan(study)?.baselines ?? []).map(\.name)
  }

  /// The batch, the variant of one, or the candidate that `NAME` or `STUDY/NAME` names, in one of
  /// some studies.
  func promotable(_ word: String, in slugs: [String]) throws -> Promotable {
    try find(word, what: "batch, variant or candidate", in: slugs) { slug in
      try batches(of: slug) + variants(of: slug) + candidates(of: slug)
    }
  }

  /// The variants of a study's batches as promotions name them, `BATCH.VARIANT`.
  private func variants(of study: String) throws -> [String] {
    let params = states.plan(study)?.params ?? []
    return try batches(of: study).flatMap { batch in
      (states.batch(study, batch)?.manifest.variants(of: params) ?? []).map {
        "\(batch).\($0.name)"
      }
    }
  }

  /// The candidate that `NAME` or `STUDY/NAME` names.
  func candidate(_ word: String) throws -> Promotable {
    try find(word, what: "candidate", in: studies()) { try candidates(of: $0) }
  }

  /// The baseline that `NAME` or `STUDY/NAME` names.
  func baseline(_ word: String) throws -> Promotable {
    try find(word, what: "baseline", in: studies()) { slug in baselines(of: slug) }
  }

  private func find(
    _ word: String, what: String, in slugs: [String], among names: (String) throws -> [String]
  ) throws -> Promotable {
    var parts = word.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 3, ["batch", "candidate", "baseline"].contains(parts[0]) {
      parts.removeFirst()
    }
    guard parts.count <= 2, let name = parts.last, !name.isEmpty else {
      throw Failure.usage("'\(word)' is not the name of a \(what)", hint: "write STUDY/NAME")
    }
    let searched = try parts.count == 2 ? [study(parts[0])] : slugs
    let known = try searched.flatMap { slug in
      try names(slug).map { Promotable(study: slug, name: $0) }
    }
    if let found = try Self.one(name, of: known, called: word, by: \.name, path: \.path) {
      return found
    }
    let place = searched.count == 1 ? "study '\(searched[0])'" : "this ledger"
    throw Self.missing(what, name, among: known.map(\.name), where: place)
  }
}
