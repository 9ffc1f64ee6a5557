import Codecs
import StageKit
import Study
import YAML

/// Reads `domain: {SECTION: ...}`: what a section means is its domain's business, which is handed
/// in.
struct DomainReader {
  let domains: [DomainSection]
  let study: StudyOutline

  /// Puts the sections into a plan whose inputs and code are read, with what follows from them for
  /// the core; whatever is wrong with them is reported.
  ///
  /// A file that a section names has to stand under `inputs` or `code`, so that it is digested.
  func read(_ item: Item?, into plan: inout Plan) {
    guard let item, let members = item.members() else { return }
    let patterns = plan.inputs.map(\.pattern) + plan.code.map(\.path)
    for member in members {
      guard let domain = domains.first(where: { $0.name == member.name }) else {
        member.key.unknown("domain", member.name, among: domains.map(\.name), at: nil)
        continue
      }
      guard member.value.node.asMapping != nil else {
        member.value.mismatch("a mapping")
        continue
      }
      let checked = domain.check(member.value, study)
      plan.isBlind = plan.isBlind || checked.isBlind
      plan.looks += checked.looks.map { LookPlan(level: $0.level, pairs: $0.pairs) }
      for file in checked.files where !Self.isCovered(file.path, by: patterns) {
        file.item.fail(
          "'\(file.path)' is listed under neither 'inputs' nor 'code'",
          hint: "add it there, so that it is digested with the study")
      }
      plan.domain[member.name] = checked.recorded.map(Value.map) ?? member.value.value
    }
  }

  private static func isCovered(_ path: String, by patterns: [String]) -> Bool {
    let path = RegisteredFile.plain(path)
    return patterns.map(RegisteredFile.plain).contains { pattern in
      PathPattern(pattern).matches(path) || path.hasPrefix("\(pattern)/")
    }
  }
}

extension StageReader {
  /// What of the domains' sections the stage sees: what it names, and what a step of a domain says
  /// itself that it reads.
  func domainMembers(run: [String]) -> [String] {
    var paths: [String] = []
    for element in section["domain"]?.elements() ?? [] {
      guard let path = element.text() else { continue }
      let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
      guard let name = parts.first, let members = names.domain[name]?.asMap else {
        element.unknown("section of a domain", path, among: names.domain.map(\.key).sorted())
        continue
      }
      if parts.count > 1, members[parts[1]] == nil {
        element.unknown("member of '\(name)'", parts[1], among: members.map(\.key).sorted())
      } else if !paths.contains(path) {
        paths.append(path)
      }
    }
    for domain in names.domains {
      guard let members = names.domain[domain.name]?.asMap else { continue }
      for member in domain.reads(run) where members[member] != nil {
        let path = "\(domain.name).\(member)"
        if !paths.contains(path) { paths.append(path) }
      }
    }
    return paths
  }
}
