import Codecs
import Ledger
import Projections
import Runtime

/// Between which two moments an entry was signed, by the clocks of witnesses and not of its author.
struct TimeBracket {
  /// The latest moment before: a signature of a witness was in the log already.
  private(set) var after: (time: UInt64, witness: String, entry: UInt64)?
  /// The earliest moment by which a witness had seen it.
  private(set) var before: (time: UInt64, witness: String, entry: UInt64)?

  /// What the witnesses that the log records say about the entry at an index.
  init(of index: UInt64, in workspace: Workspace) throws {
    guard try !workspace.ledger.authority().witnesses.isEmpty else { return }
    let views = ViewStore(workspace.directory)
    try views.catchUp(workspace.ledger)
    for row in try views.entries(ofStream: "ledger") {
      for event in try workspace.ledger.entry(row.entry).entry.events {
        guard event.type == "checkpoint.witnessed",
          let data = try workspace.ledger.mapBytes(of: event.data),
          case .witnessed(let seen)? = try LedgerFact(
            type: event.type, version: event.version, data: data),
          let key = try? NoteKey(parsing: seen.witness),
          let time = (try? Checkpoint(parsing: seen.note))?.cosigned(by: key)
        else { continue }
        if row.entry < index, time >= after?.time ?? 0 { after = (time, key.name, row.entry) }
        if seen.size > index, time < before?.time ?? .max { before = (time, key.name, row.entry) }
      }
    }
  }

  /// One line for people.
  var text: String {
    func words(_ side: (time: UInt64, witness: String, entry: UInt64)) -> String {
      let moment = RFC3339.formatSeconds(nanoseconds: Int64(clamping: side.time) &* 1_000_000_000)
      return "\(moment) (\(Printable.text(side.witness)), @\(side.entry))"
    }
    let parts = [
      after.map { "after \(words($0))" } ?? "no witness before it",
      before.map { "before \(words($0))" } ?? "no witness has seen it",
    ]
    return parts.joined(separator: ", ")
  }

  /// The same for programs.
  var json: Value {
    func side(_ side: (time: UInt64, witness: String, entry: UInt64)?) -> Value {
      guard let side else { return .null }
      return [
        "at": .text(
          RFC3339.formatSeconds(nanoseconds: Int64(clamping: side.time) &* 1_000_000_000)),
        "witness": .text(side.witness), "entry": .int(Int64(clamping: side.entry)),
      ]
    }
    return ["after": side(after), "before": side(before)]
  }
}
