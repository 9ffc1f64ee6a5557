import Codecs
import StageKit
import YAML

/// Reads one group of keys from a mapping, and reports every key that is wrong or unknown with its
/// place and its range.
struct ConfigReader: ConfigCoder {
  private let item: Item
  private var asked: [String] = []

  /// Reads a group; what is absent keeps its default.
  static func read<G: ConfigGroup>(_ group: inout G, from item: Item) {
    guard item.node.isNull || item.node.asMapping != nil else { return item.mismatch("a mapping") }
    var reader = ConfigReader(item: item)
    group.code(&reader)
    reader.finish()
  }

  private init(item: Item) { self.item = item }

  private func finish() {
    for (key, _) in item.node.asMapping ?? [] {
      guard let name = key.asText, !asked.contains(name) else { continue }
      item.unknown("key", name, among: asked, at: key.mark)
    }
  }

  private mutating func take(_ key: String) -> Item? {
    asked.append(key)
    guard let node = item.node[key], !node.isNull else { return nil }
    let path = item.inside(key)
    return Item(node: node, name: path, path: path, problems: item.problems)
  }

  mutating func number(_ key: String, _ value: inout Double, _ range: ClosedRange<Double>) {
    guard let item = take(key) else { return }
    Self.number(item, &value, range)
  }

  private static func number(_ item: Item, _ value: inout Double, _ range: ClosedRange<Double>) {
    guard let number = item.node.asDouble, range.contains(number) else {
      return item.mismatch("a number from \(range.lowerBound) to \(range.upperBound)")
    }
    value = number
  }

  mutating func whole(_ key: String, _ value: inout Int, _ range: ClosedRange<Int>) {
    guard let item = take(key) else { return }
    guard let number = item.node.asInt, range.contains(Int(number)) else {
      return item.mismatch("a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    value = Int(number)
  }

  mutating func flag(_ key: String, _ value: inout Bool) {
    guard let item = take(key) else { return }
    switch item.node.scalar {
    case .bool(let flag): value = flag
    case .text("on"): value = true
    case .text("off"): value = false
    default: item.mismatch("true or false")
    }
  }

  mutating func text(_ key: String, _ value: inout String) {
    guard let item = take(key) else { return }
    guard let text = item.node.asText, text.utf8.count <= 256 else {
      return item.mismatch("a text of at most 256 bytes")
    }
    value = text
  }

  mutating func secret(_ key: String, _ value: inout String) { text(key, &value) }

  mutating func refused(_ key: String, _ remedy: String) {
    // Nobody is told of it who did not ask.
    guard let item = take(key) else { return }
    item.fail("\(item.name) is not offered: \(remedy)")
  }

  mutating func texts(_ key: String, _ value: inout [String]) {
    guard let item = take(key), let elements = item.elements() else { return }
    value = elements.compactMap { element in
      if let text = element.node.asText { return text }
      element.mismatch("a text")
      return nil
    }
  }

  mutating func tile(_ key: String, _ value: inout GridTile) {
    guard let item = take(key) else { return }
    guard let nodes = item.node.asSequence, nodes.count == 2, let x = nodes[0].asInt,
      let y = nodes[1].asInt
    else { return item.mismatch("a list of two whole numbers") }
    value = GridTile(x: Int(x), y: Int(y))
  }

  mutating func word<W: ConfigWord>(_ key: String, _ value: inout W) {
    guard let item = take(key) else { return }
    let known = W.allCases.map(\.rawValue)
    guard let text = item.node.asText, let word = W(rawValue: text) else {
      return item.fail(
        "\(item.name) must be one of \(known.joined(separator: ", ")), found \(item.found)")
    }
    value = word
  }

  mutating func group<G: ConfigGroup>(_ key: String, _ value: inout G) {
    guard let item = take(key) else { return }
    Self.read(&value, from: item)
  }

  mutating func named<G: ConfigGroup>(_ key: String, _ value: inout [Named<G>]) {
    guard let item = take(key), let members = item.members() else { return }
    value = members.map { member in
      var group = G()
      Self.read(&group, from: member.value)
      return Named(name: member.name, group: group)
    }
  }

  mutating func list<G: ConfigGroup>(_ key: String, _ value: inout [G]) {
    guard let item = take(key), let elements = item.elements() else { return }
    value = elements.map { element in
      var group = G()
      Self.read(&group, from: element)
      return group
    }
  }

  mutating func numbers(
    _ key: String, _ value: inout [NamedNumber], _ range: ClosedRange<Double>
  ) {
    guard let item = take(key), let members = item.members() else { return }
    value = members.map { member in
      var number = 0.0
      Self.number(member.value, &number, range)
      return NamedNumber(name: member.name, number: number)
    }
  }
}
