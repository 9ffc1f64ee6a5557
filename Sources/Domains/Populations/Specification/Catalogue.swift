import Bytes
import Codecs
import Crypto
import StageKit
import YAML

/// The templates of populations and scenarios: chosen by the words of a text.
struct Catalogue {
  /// A template: the words that choose it, and its attributes.
  struct Template {
    let name: String
    let keywords: [String]
    let attributes: [Node]
    let node: Node
  }

  let version: String
  /// The digest of the file, in hexadecimal.
  let digest: String
  let populations: [Template]
  let scenarios: [Template]
  let events: [(key: String, node: Node)]

  /// The catalogue that the program brings along, or one in a file.
  init(path: String? = nil) throws(StageError) {
    let bytes: [UInt8]
    if let path {
      bytes = try StageFiles.read(path, limit: SourceFile.sizeMax)
    } else {
      bytes = BuiltInFile.bytes("catalogue") ?? []
    }
    self = try SourceFile.read(bytes, as: path ?? "catalogue.yaml") { item in
      Catalogue(item, digest: SHA256.hash(bytes).hex)
    }
  }

  private init?(_ item: Item, digest: String) {
    guard
      let section = Section(
        item, owner: "the catalogue",
        keys: [
          "version", "sources", "attributes", "common", "populations", "scenarios", "events",
        ]), let version = section.required("version")?.scalarText()
    else { return nil }
    self.version = version
    self.digest = digest
    let sources = section.members("sources").map { ($0.name, $0.value.node.asText ?? "") }
    let shared = section.members("attributes").map { member in
      (member.name, Self.named(member.name, member.value.node, sources))
    }
    let common = section.texts("common").compactMap { name in shared.first { $0.0 == name }?.1 }
    populations = section.members("populations").map { member in
      let own = (member.value.node["attributes"]?.asSequence ?? []).map {
        Self.named(nil, $0, sources)
      }
      let names = own.compactMap { $0["name"]?.asText }
      let inherited = common.filter { !names.contains($0["name"]?.asText ?? "") }
      return Template(member, inherited + own)
    }
    scenarios = section.members("scenarios").map { member in
      Template(
        member,
        (member.value.node["attributes"]?.asSequence ?? []).map { Self.named(nil, $0, sources) })
    }
    events = section.members("events").map { ($0.name, $0.value.node) }
  }

  /// An attribute with its name first and its source written out.
  private static func named(
    _ name: String?, _ node: Node, _ sources: [(String, String)]
  ) -> Node {
    var pairs: [(String, Node?)] = [("name", name.map(Node.text) ?? node["name"])]
    for (key, value) in node.asMapping ?? [] where key.asText != "name" {
      guard key.asText == "grounding" else {
        pairs.append((key.asText ?? "", value))
        continue
      }
      let inner = (value.asMapping ?? []).map { key, value -> (String, Node?) in
        let source = sources.first { $0.0 == value.asText }?.1
        return (key.asText ?? "", key.asText == "source" ? source.map(Node.text) ?? value : value)
      }
      pairs.append(("grounding", .map(inner)))
    }
    if node["category"] == nil { pairs.insert(("category", .text("population_specific")), at: 1) }
    return .map(pairs)
  }

  /// The templates that a text speaks of, those with most of its words first; none is no answer.
  static func matches(_ text: String, among templates: [Template]) -> [Template] {
    let words = Self.words(of: text)
    let scored = templates.enumerated().map { index, template in
      (index, words.count { template.keywords.contains($0) })
    }
    return scored.filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map {
      templates[$0.0]
    }
  }

  /// The words of a text in small letters; `$` is one.
  static func words(of text: String) -> [String] {
    var words: [String] = []
    var word = ""
    for character in text.lowercased() {
      if character.isLetter || character.isNumber || character == "-" {
        word.append(character)
      } else {
        if !word.isEmpty { words.append(word) }
        if character == "$" { words.append("$") }
        word = ""
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }
}

extension Catalogue.Template {
  fileprivate init(_ member: Member, _ attributes: [Node]) {
    name = member.name
    keywords = (member.value.node["keywords"]?.asSequence ?? []).compactMap(\.asText)
    self.attributes = attributes
    node = member.value.node
  }
}
