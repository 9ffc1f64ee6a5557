import Codecs
import Ledger

/// The end of a row of `commands.jsonl`, which few rows do not share with others: who issued which
/// command, and what became of it.
struct CommandEndings: Equatable, Sendable {
  private struct Ending: Equatable {
    var key: KeyID
    var author: String
    var role: String
    var command: String
    var outcome: String?
    var text: [UInt8]
  }

  /// The endings of late, in no particular order.
  private var known: [Ending] = []
  private static let knownMax = 32

  /// The text behind the number of the entry, up to and with the line feed.
  mutating func ending(_ entry: RecordedEntry, outcome: String?) -> [UInt8] {
    for ending in known
    where ending.key == entry.keyID && ending.command == entry.command
      && ending.outcome == outcome && ending.author == entry.author && ending.role == entry.role
    {
      return ending.text
    }
    var text = "\",\"issuer\":\(JSON.string(.text(entry.author))),\"key\":\"\(entry.keyID.hex)\","
    // How long a command took is not recorded; a reader may count on the member.
    text += "\"latency_ms\":null,\"name\":\(JSON.string(.text(entry.command))),\"result\":"
    text += JSON.string(.text(outcome ?? "accepted"))
    text += ",\"role\":\(JSON.string(.text(entry.role)))}\n"
    if known.count == CommandEndings.knownMax { known.removeFirst() }
    known.append(
      Ending(
        key: entry.keyID, author: entry.author, role: entry.role, command: entry.command,
        outcome: outcome, text: Array(text.utf8)))
    return Array(text.utf8)
  }
}
