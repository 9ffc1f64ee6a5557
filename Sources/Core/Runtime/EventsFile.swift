import Codecs
import Files

/// Reads what a stage appends to `$RUNLEDGER_EVENTS`, while it does.
///
/// The file is kept open from the start, so that nothing that the stage puts in its place can hold
/// the runner up; what is lost with it is said.
struct EventsFile: ~Copyable {
  /// The kinds of line that are understood; any other is kept raw and flagged.
  static let kinds = [
    "metric", "violation", "window", "candidate", "skipped", "usage", "progress", "failure", "note",
  ]

  /// The most bytes of one line, and the most that one look takes in.
  private static let lineMax = 1 << 16
  private static let readMax = 1 << 23

  private let path: String
  private let file: Descriptor?
  private var isCut = false
  private var offset: UInt64 = 0
  private var rest: [UInt8] = []
  /// The last value of each metric, in the order in which each was first reported.
  private(set) var metrics: [(name: String, value: Double)] = []
  private var places: [String: Int] = [:]
  /// The class of the last reported failure.
  private(set) var failure: String?

  init(_ path: String) {
    self.path = path
    file = try? Descriptor.openRegular(path, followLinks: false)
  }

  /// What became of the file and what is lost with it, once the stage has ended; nil when it is
  /// the file that was handed out, or when nothing is left of it after a runner went away.
  var problem: String? {
    let found = try? FileSystem.status(path, followLinks: false)
    let isReplaced: Bool
    if let ours = try? file?.status() {
      isReplaced = found?.isSameFile(as: ours) != true
    } else {
      isReplaced = found != nil
    }
    if isReplaced {
      return "it replaced the file of RUNLEDGER_EVENTS, so what it reported since is lost"
    }
    return isCut ? "it cut the file of RUNLEDGER_EVENTS, so what was not read yet is lost" : nil
  }

  /// The complete lines that were appended since the last look.
  mutating func read() -> [Value] {
    guard let size = try? file?.status().size else { return [] }
    if size < offset {
      isCut = true
      offset = 0
      rest = []
    }
    guard (try? file?.seek(to: offset)) != nil else { return [] }
    var lines: [Value] = []
    var taken = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 17)
    while taken < Self.readMax, let count = try? file?.read(into: &buffer), count > 0 {
      offset += UInt64(count)
      taken += count
      take(buffer[..<count], &lines)
    }
    return lines
  }

  /// What stands behind the last line end once the stage has ended: it is kept and flagged.
  mutating func finish() -> [Value] {
    var lines: [Value] = []
    while true {
      let more = read()
      if more.isEmpty { break }
      lines += more
    }
    if !rest.isEmpty { lines.append(Self.unknown(rest, "the line has no end")) }
    rest = []
    return lines
  }

  private mutating func take(_ bytes: ArraySlice<UInt8>, _ lines: inout [Value]) {
    var start = bytes.startIndex
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      rest += bytes[start..<end]
      if !rest.isEmpty { lines.append(parse(rest)) }
      rest.removeAll(keepingCapacity: true)
      start = end + 1
    }
    if rest.count < Self.lineMax { rest += bytes[start...].prefix(Self.lineMax - rest.count) }
  }

  private mutating func parse(_ line: [UInt8]) -> Value {
    guard line.count < Self.lineMax else { return Self.unknown(line, "the line is too long") }
    let value: Value
    do throws(JSONError) {
      value = try JSON.decode(line, depthLimit: 8)
    } catch {
      return Self.unknown(line, "the line is no JSON object")
    }
    guard let map = value.asMap, map.count == 1, let member = map.first,
      Self.kinds.contains(member.key)
    else { return Self.unknown(line, "the kind is unknown") }
    if member.key == "metric" { return metric(member.value, line) }
    if member.key == "failure" { failure = member.value.asMap?["class"]?.asText ?? "failure" }
    return value
  }

  private mutating func metric(_ value: Value, _ line: [UInt8]) -> Value {
    guard var map = value.asMap, let name = map["name"]?.asText,
      let number = Self.number(map["value"])
    else { return Self.unknown(line, "a metric has a name and a number") }
    map["value"] = .double(number)
    if let place = places[name] {
      metrics[place].value = number
    } else {
      places[name] = metrics.count
      metrics.append((name, number))
    }
    return .map(["metric": .map(map)])
  }

  private static func number(_ value: Value?) -> Double? {
    if let number = value?.asDouble { return number }
    switch value?.asText {
    case "NaN": return .nan
    case "Infinity": return .infinity
    case "-Infinity": return -.infinity
    default: return nil
    }
  }

  private static func unknown(_ line: [UInt8], _ problem: String) -> Value {
    .map([
      "unknown": .map([
        "text": .text(String(decoding: line.prefix(4_096), as: UTF8.self)),
        "problem": .text(problem),
      ])
    ])
  }
}
