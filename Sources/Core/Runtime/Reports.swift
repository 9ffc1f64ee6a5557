import Codecs

/// The lines that a stage reported, one after the other, and what is known from them.
///
/// A line that is not understood is kept and counted. Where it is about a metric, that metric is
/// not a number from there on; where it mentions a violation, it counts as a critical one.
struct Reports {
  /// The kinds of line that are understood; any other is kept raw and flagged.
  static let kinds = [
    "metric", "violation", "window", "candidate", "skipped", "usage", "progress", "failure", "note",
  ]

  /// The most bytes of one line.
  static let lineMax = 1 << 16

  /// The last value of each metric, in the order in which each was first reported.
  private(set) var metrics: [(name: String, value: Double)] = []
  private var places: [[UInt8]: Int] = [:]
  /// The class of the last reported failure.
  private(set) var failure: String?
  /// What the stage said last that may help, cut to a length.
  private(set) var next: String?
  /// How much is done, of how much, as it said last; shown to a person and never judged.
  private(set) var progress: (done: Double, of: Double)?
  /// How many lines were not understood.
  private(set) var unread = 0

  /// Takes a line in, and gives what is recorded of it; `isWhole`: it has its end.
  mutating func take(_ line: [UInt8], isWhole: Bool) -> Value {
    guard line.count < Self.lineMax else { return doubt(line, "the line is too long") }
    let value: Value
    do throws(JSONError) {
      value = try JSON.decode(line, depthLimit: 8, takesNonFinite: true)
    } catch {
      return doubt(line, isWhole ? "the line is not a JSON object" : "the line is incomplete")
    }
    guard let map = value.asMap, let member = map.first else {
      return doubt(line, "the line is not a JSON object")
    }
    guard map.count == 1 else {
      let isKnown = map.contains { Self.kinds.contains($0.key) }
      return isKnown
        ? doubt(line, "the line has \(map.count) members") : Self.unknown(line, Self.unknownKind)
    }
    switch member.key {
    case "metric": return metric(member.value, line)
    case "failure":
      failure = member.value.asMap?["class"]?.asText ?? "failure"
      advise(member.value)
    case "note": advise(member.value)
    case "progress":
      if let said = member.value.asMap, let done = said["done"]?.asDouble,
        let all = said["of"]?.asDouble, done >= 0, done.isFinite, all > 0, all.isFinite
      {
        progress = (done, all)
      }
    case let kind where !Self.kinds.contains(kind): return Self.unknown(line, Self.unknownKind)
    default: break
    }
    return value
  }

  /// Counts a line that is not understood, and gives what is recorded of it.
  mutating func doubt(_ line: [UInt8], _ problem: String) -> Value {
    unread += 1
    if Self.mentions("\"metric\"", line), let name = Self.name(in: line) { set(name, .nan) }
    guard Self.mentions("violation", line) else { return Self.unknown(line, problem) }
    let text = String(decoding: line.prefix(Self.shownMax), as: UTF8.self)
    return .map([
      "violation": .map([
        "severity": "critical",
        "text": .text("what mentions a violation cannot be read (\(problem)): \(text)"),
        "action": "nothing was understood of it, so the worst is taken for true",
      ])
    ])
  }

  private mutating func advise(_ value: Value) {
    guard let text = value.asMap?["next"]?.asText, !text.isEmpty else { return }
    next = String(text.prefix(300))
  }

  private mutating func metric(_ value: Value, _ line: [UInt8]) -> Value {
    guard var map = value.asMap, let name = map["name"]?.asText,
      let number = Self.number(map["value"])
    else { return doubt(line, "a metric has a name and a number") }
    map["value"] = .double(number)
    set(name, number)
    return .map(["metric": .map(map)])
  }

  private mutating func set(_ name: String, _ number: Double) {
    // Names are the same only when their bytes are.
    if let place = places[Array(name.utf8)] {
      metrics[place].value = number
    } else {
      places[Array(name.utf8)] = metrics.count
      metrics.append((name, number))
    }
  }

  private static func number(_ value: Value?) -> Double? {
    if let number = value?.asExactDouble { return number }
    switch value?.asText?.lowercased() {
    case "nan": return .nan
    case "infinity", "inf": return .infinity
    case "-infinity", "-inf": return -.infinity
    default: return nil
    }
  }

  /// The name of the metric that a line is about, whatever else is wrong with the line.
  private static func name(in line: [UInt8]) -> String? {
    let key = Array("\"name\"".utf8)
    guard line.count > key.count,
      let start = (0..<(line.count - key.count)).first(where: {
        line[$0..<($0 + key.count)].elementsEqual(key)
      })
    else { return nil }
    let spaces = Array(" \t:".utf8)
    let rest = line[(start + key.count)...].drop { spaces.contains($0) }
    guard rest.first == UInt8(ascii: "\"") else { return nil }
    let text = rest.dropFirst().prefix { $0 != UInt8(ascii: "\"") }
    return try? JSON.decode([UInt8(ascii: "\"")] + text + [UInt8(ascii: "\"")]).asText
  }

  /// Whether a word of small letters stands anywhere in a line, in letters of either size.
  static func mentions(_ word: String, _ line: [UInt8]) -> Bool {
    let wanted = Array(word.utf8)
    guard line.count >= wanted.count else { return false }
    return (0...(line.count - wanted.count)).contains { start in
      zip(line[start...], wanted).allSatisfy { byte, letter in
        byte == letter || byte | 0x20 == letter && letter >= UInt8(ascii: "a")
      }
    }
  }

  private static let unknownKind = "the kind is unknown"
  private static let shownMax = 1_000

  private static func unknown(_ line: [UInt8], _ problem: String) -> Value {
    .map([
      "unknown": .map([
        "text": .text(String(decoding: line.prefix(4_096), as: UTF8.self)),
        "problem": .text(problem),
      ])
    ])
  }
}
