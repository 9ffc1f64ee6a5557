import Bytes
import Codecs
import Study

/// A candidate as a stage reports it.
struct CandidateReport {
  var name: String
  /// The digest of its content.
  var digest: Digest
  /// Where it comes from.
  var source: String?
  /// What is said of it: the other members, and those under `facts`.
  var facts: ValueMap?

  /// Reads the value of a line.
  init(_ value: Value) throws(ReportError) {
    let members = try value.members()
    guard let name = try members.text("name") else { throw ReportError(problem: "has no 'name'") }
    if Decider.problem(ofCandidate: name) != nil {
      throw ReportError(problem: "cannot be called '\(name)'")
    }
    guard let text = try members.text("digest"), let digest = Digest(reported: text) else {
      throw ReportError(problem: "has no SHA-256 of 64 hexadecimal digits under 'digest'")
    }
    self.name = name
    self.digest = digest
    source = try members.text("source")
    var facts = ValueMap()
    for (key, value) in members where !["name", "digest", "source", "facts"].contains(key) {
      facts[key] = value
    }
    if let more = members["facts"] {
      guard let more = more.asMap else { throw ReportError(problem: "has no map under 'facts'") }
      for (key, value) in more { facts[key] = value }
    }
    self.facts = facts.isEmpty ? nil : facts
  }
}

extension Digest {
  /// A digest as people write it: hexadecimal digits, with or without `sha256:` before.
  init?(reported text: String) {
    let prefix = "sha256:"
    self.init(hex: text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text)
  }
}
