import Ledger

/// Who was entitled to what, at every index: the authority of a log with its past.
///
/// A view of the past must not know of what was granted later, so every change keeps what was
/// before.
struct AuthorityHistory: Sendable {
  /// The number of entries that were looked at.
  var size: UInt64 = 0
  private var changes: [(entry: UInt64, authority: Authority)] = []

  /// What a key was called and entitled to when it signed an entry.
  func author(_ key: KeyID, of entry: UInt64) -> (label: String, role: String) {
    guard let authority = authority(at: entry), let known = authority.key(key) else {
      return (key.hex, "")
    }
    return (known.label, authority.role(of: key)?.rawValue ?? "")
  }

  /// Whether a stream is the ledger's own or a key's.
  static func isConcerned(_ stream: String) -> Bool {
    stream == "ledger" || stream.hasPrefix("key/")
  }

  /// Takes in the ledger's own events of an entry.
  ///
  /// Entries behind the last change change nothing.
  mutating func evolve(
    _ entry: Entry, at index: UInt64, map: (Payload) throws(LedgerError) -> [UInt8]?
  ) throws {
    guard changes.last.map({ $0.entry < index }) ?? true else { return }
    var authority = changes.last?.authority ?? Authority()
    var isChanged = false
    for event in entry.events where LedgerFact.understands(event.type) {
      guard event.type != "command.refused", let data = try map(event.data) else { continue }
      do throws(FormatError) {
        guard let fact = try LedgerFact(type: event.type, version: event.version, data: data) else {
          continue
        }
        authority.evolve(fact, at: index)
        isChanged = true
      } catch {
        throw ProjectionError(.malformedEvent, "entry '@\(index)': \(error)")
      }
    }
    if isChanged { changes.append((index, authority)) }
  }

  /// The authority before an entry.
  ///
  /// The first entry is judged by the keys that it brings itself.
  private func authority(at entry: UInt64) -> Authority? {
    let era = era(of: entry)
    return era > 0 ? changes[era - 1].authority : changes.first?.authority
  }

  /// How many changes came before an entry: where that is the same, so is the authority.
  func era(of entry: UInt64) -> Int {
    if let last = changes.last, last.entry < entry { return changes.count }
    var low = 0
    var high = changes.count
    while low < high {
      let middle = (low + high) / 2
      if changes[middle].entry < entry { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
