import Bytes
import Codecs
import Ledger
import Projections
import Runtime
import Study

extension Verb {
  static let show = Verb(
    name: "show", summary: "everything about one thing: a run, a study, a violation, an entry",
    usage: "show [STUDY/]RUN[/STAGE[UNIT]] | STUDY | VIOLATION | @ENTRY[.EVENT] [--why]",
    details: [
      "--why walks back from an event, or from where a unit stands, to the commands that led there."
    ],
    options: [.flag("why", nil, "walk the causes")],
    example: "runledger show A-s42/classify --why", operands: 1...1, completes: .subjects
  ) { invocation in
    let workspace = try invocation.reading()
    let word = invocation.operand(0) ?? ""
    if word.hasPrefix("@") { return try invocation.showEntry(word, workspace) }
    let subjects = try Subjects(workspace)
    if word.hasPrefix("violation/") || Subjects.looksLikeViolation(word) {
      let violation = try subjects.violation(word)
      return try invocation.showEvents(
        of: .violation(violation.study, violation.id), workspace, head: [])
    }
    let (path, unit) = Subjects.splitUnit(word)
    if unit == nil, Subjects.parts(path).count == 1,
      case .study(let slug) = try subjects.studyOrRun(word)
    {
      return try invocation.showStudy(slug, subjects)
    }
    return try invocation.showRun(try subjects.runOrStage(word), subjects)
  }
}

extension Invocation {
  /// Prints an entry, or one event of it.
  fileprivate func showEntry(_ word: String, _ workspace: Workspace) throws -> ExitCode {
    let parts = word.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
    let ordinal = parts.count == 2 ? Int(parts[1]) : nil
    guard let index = UInt64(parts.first ?? ""), parts.count == 1 || ordinal != nil,
      parts.count <= 2
    else { throw Failure.usage("'\(word)' is no entry", hint: "write @1842 or @1842.3") }
    let size = try workspace.ledger.head().size
    guard index < size else {
      throw Failure.notFound(
        "there is no entry '@\(index)'", hint: "the last one is @\(size - 1)")
    }
    var reader = try LogReader(workspace.ledger)
    let (signed, events) = try reader.entry(index)
    if let ordinal {
      guard ordinal < events.count else {
        throw Failure.notFound(
          "there is no event '\(word)'", hint: "the last one is @\(index).\(events.count - 1)")
      }
      return try showEvent(events[ordinal], workspace)
    }
    if arguments.has("why"), let first = events.first { return try showEvent(first, workspace) }
    let entry = signed.entry
    let arguments = try workspace.ledger.mapBytes(of: entry.arguments)
      .map { bytes in Value.map(try CBOR.decodeMap(bytes)) }
    let label = events.first?.label ?? ""
    if isJSON {
      console.print(json: [
        "entry": .int(Int64(index)), "leaf": .text(signed.leaf.hex),
        "command": .text(entry.command), "command_id": .text(entry.commandID.hex),
        "author": .text(entry.keyID.hex), "label": .text(label),
        "at": .text(RFC3339.format(nanoseconds: entry.at)), "arguments": arguments ?? .null,
        "seen": ["size": .int(Int64(entry.seen.size)), "root": .text(entry.seen.root.hex)],
        "events": .array(events.map(\.json)),
      ])
      return .done
    }
    console.print("@\(index) \(entry.command) by \(label) (\(entry.keyID.hex))")
    console.print("  at    \(RFC3339.format(nanoseconds: entry.at))")
    console.print("  leaf  \(signed.leaf.hex)")
    console.print("  seen  \(entry.seen)")
    console.print("  with  \(arguments.map { JSON.string($0) } ?? "(erased)")")
    for event in events { console.print("  \(event.line(console.style))") }
    return .done
  }

  private func showEvent(_ event: LoggedEvent, _ workspace: Workspace) throws -> ExitCode {
    let causes =
      arguments.has("why") ? try Causes(workspace).of(event.position) : []
    if isJSON {
      var members = event.json.asMap ?? ValueMap()
      if arguments.has("why") { members["why"] = .array(causes.map(\.json)) }
      console.print(json: .map(members))
      return .done
    }
    console.print(event.line(console.style))
    if let data = event.data {
      console.print(Printable.lines(JSON.string(.map(data), pretty: true)))
    }
    for cause in causes { console.print(cause.line(console.style)) }
    return .done
  }

  /// Prints a study: where it stands, and its plan.
  fileprivate func showStudy(_ slug: String, _ subjects: Subjects) throws -> ExitCode {
    guard let report = StudyReport(slug, subjects.states), let plan = subjects.states.plan(slug),
      let state = subjects.states.study(slug)
    else { throw Failure.notFound("there is no study '\(slug)'") }
    let runs = try subjects.runs(of: slug)
    let file: Value = [
      "path": .text(state.file.path), "digest": .text(state.file.digest.hex),
      "size": .int(state.file.size),
    ]
    if isJSON {
      console.print(json: [
        "kind": "study", "status": report.json, "revision": .int(Int64(state.revision)),
        "file": file, "plan": .map(plan.record), "runs": .array(runs.map(Value.text)),
      ])
      return .done
    }
    report.lines(console.style, subjects.openWarnings(of: slug)).forEach(console.print)
    console.print("  revision \(state.revision) of \(Printable.text(state.file.path))")
    console.print("    sha256 \(state.file.digest.hex)")
    if !runs.isEmpty { console.print("  runs are \(Subjects.list(runs))") }
    return .done
  }

  /// Prints the events of a subject.
  fileprivate func showEvents(
    of stream: Study.Stream, _ workspace: Workspace, head: [String]
  ) throws -> ExitCode {
    let record = LedgerRecord(workspace.ledger, views: ViewStore(workspace.directory))
    var reader = try LogReader(workspace.ledger)
    var events: [LoggedEvent] = []
    for row in try record.entries(ofStream: stream.description) {
      let signed = try workspace.ledger.entry(row.index)
      events += try reader.events(of: signed, at: row.index) {
        $0.stream == stream.description
      }
    }
    let causes =
      arguments.has("why")
      ? try events.last.map { try Causes(workspace).of($0.position) } ?? [] : []
    if isJSON {
      console.print(json: [
        "kind": .text(stream.kind.rawValue), "study": stream.study.map(Value.text) ?? .null,
        "name": .text(stream.name), "events": .array(events.map(\.json)),
        "why": .array(causes.map(\.json)),
      ])
      return .done
    }
    head.forEach(console.print)
    for event in events { console.print(event.line(console.style)) }
    for cause in causes { console.print(cause.line(console.style)) }
    return .done
  }
}
