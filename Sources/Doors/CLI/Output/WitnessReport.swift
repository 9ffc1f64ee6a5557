import Codecs
import Ledger

/// Who besides its writers has seen a log: without a witness a sole author can rewrite all of it.
struct WitnessReport {
  /// The head of the greatest size that a witness signed.
  private let last: Authority.Witness?
  private let size: UInt64

  init(_ seen: [Authority.Witness], size: UInt64) {
    last = seen.max { ($0.size, $0.time) < ($1.size, $1.time) }
    self.size = size
  }

  /// One line for people.
  var text: String {
    guard let last else { return "no witness has seen this log" }
    guard last.size < size else {
      return "a witness has seen all of this log, at \(last.moment)"
    }
    let behind = Amounts.count(Int(size - last.size), "entry", "entries")
    return "no witness has seen this log since \(last.moment): \(behind) from @\(last.size) on"
  }

  /// The same for programs; null where no witness has seen it.
  var json: Value { last?.json ?? .null }
}

extension Authority.Witness {
  /// When it signed, by its own clock.
  var moment: String { RFC3339.formatSeconds(nanoseconds: Int64(clamping: time) &* 1_000_000_000) }

  /// The witness as JSON has it.
  var json: Value {
    [
      "witness": .text(key), "size": .int(Int64(clamping: size)), "at": .text(moment),
      "entry": .int(Int64(clamping: recordedAt)),
    ]
  }
}
