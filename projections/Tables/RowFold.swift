import Codecs
import Ledger
import SQLite
import Study

/// Turns entries into rows, in one pass and in the order of the log.
///
/// What a row says never depends on how many entries are taken in at a time. Data that was erased
/// makes no row.
struct RowFold {
  let writer: RowWriter

  /// Takes in what an entry says of the studies.
  func take(_ entry: RecordedEntry) throws(SQLiteError) {
    var result = "accepted"
    for event in entry.events {
      if !event.isAllowed { result = "not allowed: \(event.type)" }
      guard let fact = event.fact else { continue }
      if case .commandRefused(let refused) = fact {
        result = "refused: \(refused.code)"
        continue
      }
      try take(fact, Place(event, entry))
    }
    try writer.put(
      .commands,
      [
        .int(Int64(entry.index)), .text(entry.commandID.hex), .text(entry.command),
        .text(entry.author), .text(entry.role), .text(result), .int(entry.at),
        .int(Int64(entry.events.count)),
      ])
  }

  /// Takes in which streams and studies an entry concerns, which needs none of its data.
  func index(_ entry: Entry, at index: UInt64) throws(SQLiteError) {
    var studies: [String] = []
    for (ordinal, event) in entry.events.enumerated() {
      try writer.put(
        .events,
        [
          .text(event.stream), .int(Int64(index)), .int(Int64(ordinal)), .text(event.type),
          .text(event.by),
        ])
      if let study = IndexRow.study(of: event.stream), !studies.contains(study) {
        studies.append(study)
      }
    }
    for study in studies { try writer.put(.concerns, [.text(study), .int(Int64(index))]) }
  }

  private func take(_ fact: EventData, _ place: Place) throws(SQLiteError) {
    switch place.event.stream {
    case .run(let study, let run):
      if try takeRun(fact, study, run, place) { return }
      if try takeWork(fact, study, run, place) { return }
      try takeStatement(fact, study, run: run, place)
    case .study(let study):
      if try takeStudy(fact, study, place) { return }
      try takeStatement(fact, study, run: nil, place)
    case .batch(let study, let batch): try takeBatch(fact, study, batch, place)
    case .pair(let study, let pair): try takePair(fact, study, pair, place)
    case .violation(let study, let id): try takeViolation(fact, study, id, place)
    case .candidate(let study, let id): try takeCandidate(fact, study, id, place)
    case .baseline(let study, let name): try takeBaseline(fact, study, name, place)
    case .ledger, .key, .report: try takeStatement(fact, "", run: nil, place)
    }
  }
}

/// Where an event stands, who signed it, and when.
struct Place {
  let event: RecordedEvent
  let at: Int64
  let author: String

  init(_ event: RecordedEvent, _ entry: RecordedEntry) {
    self.event = event
    at = entry.at
    author = entry.author
  }

  /// The entry and the ordinal, as the rows say them.
  var origin: [Cell] {
    [.int(Int64(event.position.entry)), .int(Int64(event.position.ordinal))]
  }
}

extension Cell {
  init(_ text: String?) { self = text.map(Cell.text) ?? .null }

  /// A whole number or null.
  init(_ number: Int64?) { self = number.map(Cell.int) ?? .null }

  /// 1 or 0.
  init(flag: Bool) { self = .int(flag ? 1 : 0) }

  /// A number; what is none is null, because SQL has no other word for it.
  init(number: Double?) { self = number.map { $0.isFinite ? .double($0) : .null } ?? .null }

  /// A list of texts as JSON.
  init(list: [String]) { self = .text(JSON.string(.array(list.map(Value.text)))) }
}
