import Bytes
import Codecs
import Ledger

/// What folding can cost: one study's table of commands, and what its stages reported, read from
/// the stored bytes by type, without a tree of values and without strings for known names.
///
/// A measure for the folds of the views, which make far more of the same entries.
struct TypedFold {
  /// `commands.jsonl`, byte for byte as the views have it.
  private(set) var commands: [UInt8] = []
  /// How many lines of each kind the stages reported.
  private(set) var kinds: [(name: [UInt8], count: Int)] = []

  private let prefix: [UInt8]
  private var second = (number: Int64.min, text: [UInt8]())
  /// The end of a row for a key and a command, which few rows do not share with others.
  private var parts: [(key: KeyID, command: [UInt8], text: [UInt8])] = []
  private let authority: Authority

  init(study: String, authority: Authority) {
    prefix = Array("run/\(study)/".utf8)
    self.authority = authority
  }

  mutating func evolve(_ entry: borrowing StoredEntry) throws {
    var isConcerned = false
    for ordinal in 0..<entry.eventCount where entry.eventStream(ordinal).starts(with: prefix) {
      isConcerned = true
      guard entry.eventType(ordinal).equals("stage.observed".utf8Span.span),
        let data = entry.inlineEventData(ordinal)
      else { continue }
      try observe(data)
    }
    if isConcerned { appendRow(entry) }
  }

  /// Reads `lines` of a `stage.observed`, the other fields passed over.
  private mutating func observe(_ data: Span<UInt8>) throws {
    var reader = CBORReader(data)
    for _ in 0..<(try reader.readMapHeader()) {
      let count = try reader.skipText()
      let name = data.extracting(reader.offset - count..<reader.offset)
      guard name.equals("lines".utf8Span.span) else {
        try reader.skipValue()
        continue
      }
      for _ in 0..<(try reader.readArrayHeader()) {
        for _ in 0..<(try reader.readMapHeader()) {
          let count = try reader.skipText()
          note(data.extracting(reader.offset - count..<reader.offset))
          try reader.skipValue()
        }
      }
    }
  }

  private mutating func note(_ kind: Span<UInt8>) {
    for place in kinds.indices where kind.equals(kinds[place].name) {
      kinds[place].count += 1
      return
    }
    kinds.append(([UInt8](kind), 1))
  }

  private mutating func appendRow(_ entry: borrowing StoredEntry) {
    let seconds = entry.at / 1_000_000_000
    if seconds != second.number {
      second = (seconds, Array(RFC3339.formatSeconds(nanoseconds: entry.at).utf8))
    }
    let part = part(entry)
    append("{\"arguments\":\"sha256:")
    commands.append(hexOf: arguments(entry))
    append("\",\"at\":\"")
    commands.append(contentsOf: second.text)
    append("\",\"cmd_id\":\"")
    entry.commandID.appendHex(to: &commands)
    append("\",\"entry\":\"@")
    append("\(entry.index)")
    commands.append(contentsOf: parts[part].text)
  }

  private func arguments(_ entry: borrowing StoredEntry) -> Digest {
    if let map = entry.inlineArguments { return Hashing.digest(of: map) }
    if case .detached(let commitment, _) = entry.arguments { return commitment }
    return .zero
  }

  private mutating func part(_ entry: borrowing StoredEntry) -> Int {
    for place in parts.indices
    where parts[place].key == entry.keyID && entry.command.equals(parts[place].command) {
      return place
    }
    let key = authority.key(entry.keyID)
    let name = String(decoding: [UInt8](entry.command), as: UTF8.self)
    let text =
      "\",\"issuer\":\(JSON.string(.text(key?.label ?? ""))),\"key\":\"\(entry.keyID.hex)\","
      + "\"latency_ms\":null,\"name\":\(JSON.string(.text(name))),\"result\":\"accepted\","
      + "\"role\":\"\(key?.role.rawValue ?? "")\"}\n"
    parts.append((entry.keyID, [UInt8](entry.command), Array(text.utf8)))
    return parts.count - 1
  }

  private mutating func append(_ text: String) {
    commands.append(contentsOf: text.utf8Span.span)
  }
}
