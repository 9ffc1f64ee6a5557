import Codecs
import StageKit

@testable import Town

/// Lists every key of a configuration with what it takes, groups that are named or repeated too.
struct KeyProbe: ConfigCoder {
  enum Kind {
    case number(ClosedRange<Double>)
    case whole(ClosedRange<Int>)
    case flag, text, texts, tile, refused
    case word([String])
  }

  /// One key, and whether a value is refused because of it.
  struct Leaf {
    let keys: [String]
    let kind: Kind
    /// Its name in errors.
    var path: String { keys.joined(separator: ".").replacing(".[]", with: "[0]") }

    func isRefused(_ value: Value) -> Bool {
      var inner = value
      for key in keys.reversed() { inner = key == "[]" ? [inner] : .map([key: inner]) }
      var map = inner.asMap ?? ValueMap()
      if map["config_id"] == nil { map["config_id"] = "t" }
      // JSON has no word for what is not a number; YAML has.
      let text = JSON.string(.map(map)).replacing("null", with: ".nan")
      do {
        _ = try TownConfig.parse(Array(text.utf8), file: "t.yaml")
        return false
      } catch {
        return ["must be", "is not offered"].contains { error.message.contains("\(path) \($0)") }
          || error.message.contains("\(path)[0] must be a text")
      }
    }
  }

  private var prefix: [String]
  private var found: [Leaf] = []

  static func leaves<G: ConfigGroup>(of group: G, below prefix: [String] = []) -> [Leaf] {
    var copy = group
    var probe = KeyProbe(prefix: prefix)
    copy.code(&probe)
    return probe.found
  }

  private init(prefix: [String]) { self.prefix = prefix }

  private mutating func add(_ key: String, _ kind: Kind) {
    found.append(Leaf(keys: prefix + [key], kind: kind))
  }

  mutating func number(_ key: String, _ value: inout Double, _ range: ClosedRange<Double>) {
    add(key, .number(range))
  }
  mutating func whole(_ key: String, _ value: inout Int, _ range: ClosedRange<Int>) {
    add(key, .whole(range))
  }
  mutating func flag(_ key: String, _ value: inout Bool) { add(key, .flag) }
  mutating func text(_ key: String, _ value: inout String) { add(key, .text) }
  mutating func secret(_ key: String, _ value: inout String) { add(key, .text) }
  mutating func texts(_ key: String, _ value: inout [String]) { add(key, .texts) }
  mutating func tile(_ key: String, _ value: inout GridTile) { add(key, .tile) }
  mutating func word<W: ConfigWord>(_ key: String, _ value: inout W) {
    add(key, .word(W.allCases.map(\.rawValue)))
  }
  mutating func group<G: ConfigGroup>(_ key: String, _ value: inout G) {
    found += Self.leaves(of: value, below: prefix + [key])
  }
  mutating func named<G: ConfigGroup>(_ key: String, _ value: inout [Named<G>]) {
    found += Self.leaves(of: G(), below: prefix + [key, "one"])
  }
  mutating func list<G: ConfigGroup>(_ key: String, _ value: inout [G]) {
    found += Self.leaves(of: G(), below: prefix + [key, "[]"])
  }
  mutating func numbers(
    _ key: String, _ value: inout [NamedNumber], _ range: ClosedRange<Double>
  ) {
    found.append(Leaf(keys: prefix + [key, "one"], kind: .number(range)))
  }
  mutating func refused(_ key: String, _ remedy: String) { add(key, .refused) }
}
