import Codecs
import Files
import Ledger
import Runtime
import StageKit
import Study

extension Verb {
  static let log = Verb(
    name: "log", summary: "print events, newest last",
    usage: "log [SUBJECT] [--type TYPE] [--study STUDY] [-n N] [--follow]",
    details: [
      "SUBJECT is STUDY with everything in it, [STUDY/]RUN, [STUDY/]RUN/STAGE, a",
      "violation, 'ledger', or a whole stream such as run/x/A-s1.",
      "TYPE is an event type such as stage.finished, or its first part: stage.",
    ],
    options: [
      .values("type", nil, "TYPE", "only events of this type"),
      .value("study", nil, "STUDY", "only events of this study and everything in it"),
      .value("limit", "n", "N", "only the last N"),
      .flag("follow", nil, "keep printing events as they are appended"),
    ],
    example: "runledger log A-s42 --type stage -n 20",
    operands: 0...1, completes: .subjects, isPaged: true
  ) { invocation in
    let workspace = try invocation.reading()
    let filter = try LogFilter(invocation, workspace)
    let limit = try invocation.arguments.int("limit", in: 0...Int64(Int32.max))
    var printer = LogPrinter(invocation: invocation, reader: try LogReader(workspace.ledger))
    var next = try workspace.ledger.head().size
    if let limit {
      try printer.printLast(Int(limit), before: next, filter)
    } else {
      try printer.printAll(from: 0, to: next, filter)
    }
    guard invocation.arguments.has("follow") else { return .done }
    while !printer.isClosed {
      invocation.console.stdout.flush()
      Clock.sleep(nanoseconds: LogPrinter.pause)
      let size = try workspace.ledger.head().size
      if size > next { try printer.printAll(from: next, to: size, filter) }
      next = size
    }
    return .done
  }
}

/// Which events `log` prints.
struct LogFilter {
  private var stream: String?
  private var study: String?
  private var types: [String]
  private var stage: (name: String, unit: String?)?

  init(_ invocation: Invocation, _ workspace: Workspace) throws {
    types = invocation.arguments.values("type")
    for type in types { try Self.demandKnown(type, in: workspace.ledger) }
    if invocation.operand(0) == nil, invocation.arguments.value("study") == nil { return }
    let subjects = try Subjects(workspace)
    if let word = invocation.operand(0) { try narrow(to: word, subjects) }
    if let word = invocation.arguments.value("study") { study = try subjects.study(word) }
  }

  /// Narrows to what a word names: a study with its runs, one stream, or a stage of a run.
  private mutating func narrow(to word: String, _ subjects: Subjects) throws {
    do {
      let name = try subjects.stream(word)
      guard case .study(let slug)? = Stream(name), !word.hasPrefix("study/") else {
        stream = name
        return
      }
      study = slug
    } catch let failure as Failure where failure.exit == .notFound || failure.exit == .usage {
      guard let place = try? subjects.place(word), let name = place.stage else { throw failure }
      stream = Stream.run(place.run.study, place.run.id).description
      stage = (name, place.rest.isEmpty ? nil : place.rest.joined(separator: "/"))
    }
  }

  /// Whether an event whose data was looked up is of the stage that was asked for.
  func isMeant(_ event: LoggedEvent) -> Bool {
    guard let stage else { return true }
    guard event.data?["stage"]?.asText == stage.name else { return false }
    return stage.unit == nil || event.data?["unit"]?.asText == stage.unit
  }

  /// Whether an event is printed.
  func accepts(_ event: EntryEvent) -> Bool {
    if let stream, event.stream != stream { return false }
    if let study, !belongs(event.stream, to: study) { return false }
    if types.isEmpty { return true }
    return types.contains { Self.isNamed(event.type, by: $0) }
  }

  private static func isNamed(_ type: String, by word: String) -> Bool {
    type == word || type.hasPrefix("\(word).")
  }

  /// Refuses a type that neither this build knows nor the log has: a later build may have written
  /// it.
  private static func demandKnown(_ word: String, in ledger: Ledger) throws {
    let known = EventData.definitions.map(\.type)
    if known.contains(where: { isNamed($0, by: word) }) { return }
    var isThere = false
    try ledger.entries { _, signed in
      isThere = signed.entry.events.contains { isNamed($0.type, by: word) }
      return !isThere
    }
    if isThere { return }
    var words = known
    for type in known {
      let first = String(type.prefix { $0 != "." })
      if !words.contains(first) { words.append(first) }
    }
    let near = NearWord.suggestions(for: word, among: words).first
    throw Failure.usage(
      "there is no event type '\(word)'",
      hint: near.map { "did you mean '\($0)'?" } ?? "docs/EVENTS.md lists them")
  }

  private func belongs(_ stream: String, to study: String) -> Bool {
    let parts = stream.split(separator: "/", maxSplits: 2)
    return parts.count > 1 && parts[0] != "key" && parts[1] == study
  }
}

/// Prints events as they come.
struct LogPrinter {
  /// How long to wait before looking again, in nanoseconds.
  static let pause: UInt64 = 200_000_000

  let invocation: Invocation
  var reader: LogReader

  /// Whether nobody reads any more.
  var isClosed: Bool { invocation.console.stdout.isClosed }

  /// Prints the events of a range of entries.
  mutating func printAll(from: UInt64, to: UInt64, _ filter: LogFilter) throws {
    var index = from
    while index < to, !isClosed {
      let signed = try reader.ledger.entry(index)
      try reader.events(of: signed, at: index, where: filter.accepts).filter(filter.isMeant)
        .forEach(print)
      index += 1
    }
  }

  /// Prints the last events before an entry, oldest first, and reads no further back than needed.
  mutating func printLast(_ limit: Int, before end: UInt64, _ filter: LogFilter) throws {
    var found: [[LoggedEvent]] = []
    var count = 0
    var index = end
    while index > 0, count < limit {
      index -= 1
      let signed = try reader.ledger.entry(index)
      let events = try reader.events(of: signed, at: index, where: filter.accepts)
        .filter(filter.isMeant)
      found.append(events)
      count += events.count
    }
    found.reversed().joined().suffix(limit).forEach(print)
  }

  private func print(_ event: LoggedEvent) {
    if invocation.isJSON {
      invocation.console.print(json: event.json)
    } else {
      invocation.console.print(event.line(invocation.console.style))
    }
  }
}
