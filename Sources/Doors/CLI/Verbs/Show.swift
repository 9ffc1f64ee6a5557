import Bytes
import Codecs
import Ledger
import Runtime
import StageKit
import Study

extension Verb {
  static let show = Verb(
    name: "show", summary: "show everything about a run, a study, a batch or an entry",
    usage: "show [STUDY/]RUN[/STAGE[UNIT]] | STUDY | SUBJECT | @ENTRY[.EVENT] [--why]",
    details: [
      "SUBJECT is a batch, a pair, a candidate, a baseline, a violation or a report; with its kind",
      "as a prefix, as in baseline/STUDY/NAME, if a name is ambiguous. BATCH is a batch; the run",
      "of its 'per: batch' stages, which has the same name, is STUDY/BATCH.",
      "--why explains its state: it traces causes back from the deciding event, across entries,",
      "to the commands that led there, with their authors and reasons.",
    ],
    options: [.flag("why", nil, "trace the causes")],
    example: "runledger show A-s42/classify --why", operands: 1...1, completes: .subjects,
    isPaged: true
  ) { invocation in
    let workspace = try invocation.reading()
    let word = invocation.operand(0) ?? ""
    if word.hasPrefix("@") { return try invocation.showEntry(word, workspace) }
    let subjects = try Subjects(workspace)
    let (path, unit) = Subjects.splitUnit(word)
    if unit == nil, Subjects.parts(path).count <= 2 || Subjects.namesOperation(word) {
      switch try subjects.subjectIfAny(word) {
      case .study(let slug): return try invocation.showStudy(slug, subjects)
      case .run(let slug, let id):
        return try invocation.showRun((Subjects.Run(study: slug, id: id), nil, nil), subjects)
      case let stream?: return try invocation.showSubject(stream, subjects)
      case nil: break
      }
    }
    if unit == nil, Subjects.parts(path).count == 1 { _ = try subjects.subject(word) }
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
    else { throw Failure.usage("'\(word)' is not an entry", hint: "write @1842 or @1842.3") }
    let size = try workspace.ledger.head().size
    guard index < size else {
      throw Failure.notFound(
        "there is no entry '@\(index)'", hint: "the last one is @\(size - 1)")
    }
    _ = try workspace.ledger.provenEntry(index)
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
    let bracket = try TimeBracket(of: index, in: workspace)
    let isSuspect = try workspace.ledger.authority().isSuspect(entry.keyID, at: index)
    if isJSON {
      console.print(json: [
        "entry": .int(Int64(index)), "leaf": .text(signed.leaf.hex),
        "command": .text(entry.command), "command_id": .text(entry.commandID.hex),
        "author": .text(entry.keyID.hex), "label": .text(label),
        "at": .text(RFC3339.format(nanoseconds: entry.at)), "arguments": arguments ?? .null,
        "time": bracket.json, "suspect": .bool(isSuspect),
        "seen": ["size": .int(Int64(entry.seen.size)), "root": .text(entry.seen.root.hex)],
        "events": .array(events.map(\.json)),
      ])
      return .done
    }
    console.print("@\(index) \(entry.command) by \(label) (\(entry.keyID.hex))")
    if isSuspect {
      let word = console.style.paint("SUSPECT", .bad)
      console.print(
        "  \(word): others had this key by then, as its revocation says"
      )
    }
    console.print("  at    \(RFC3339.format(nanoseconds: entry.at)), by the author's clock")
    console.print("  time  \(bracket.text)")
    console.print("  leaf  \(signed.leaf.hex)")
    console.print("  seen  \(entry.seen)")
    console.print("  with  \(arguments.map { JSON.string($0) } ?? "(erased)")")
    for event in events { console.print("  \(event.line(console.style))") }
    return .done
  }

  private func showEvent(_ event: LoggedEvent, _ workspace: Workspace) throws -> ExitCode {
    let cause = try why(workspace) { _ in event.position }
    if isJSON {
      var members = event.json.asMap ?? ValueMap()
      if arguments.has("why") { members["why"] = cause?.json ?? .null }
      console.print(json: .map(members))
      return .done
    }
    console.print(event.line(console.style))
    if let data = event.data {
      console.print(Printable.lines(JSON.string(.map(data), pretty: true)))
    }
    cause?.grounds(console.style).forEach(console.print)
    return .done
  }

  /// Prints a study: where it stands, and its plan.
  fileprivate func showStudy(_ slug: String, _ subjects: Subjects) throws -> ExitCode {
    guard let report = StudyReport(slug, subjects.states), let plan = subjects.states.plan(slug),
      let state = subjects.states.study(slug)
    else { throw Failure.notFound("there is no study '\(slug)'") }
    let runs = try subjects.runs(of: slug)
    let cause = try why(subjects.workspace) { try $0.decisive(of: .study(slug)) }
    let file: Value = [
      "path": .text(state.file.path), "digest": .text(state.file.digest.hex),
      "size": .int(state.file.size),
    ]
    if isJSON {
      var members: ValueMap = [
        "kind": "study", "status": report.json, "revision": .int(Int64(state.revision)),
        "file": file, "plan": .map(plan.record), "runs": .array(runs.map(Value.text)),
      ]
      if arguments.has("why") { members["why"] = cause?.json ?? .null }
      console.print(json: .map(members))
      return .done
    }
    report.lines(console.style, subjects.openWarnings(of: slug)).forEach(console.print)
    console.print("  revision \(state.revision) of \(Printable.text(state.file.path))")
    console.print("    sha256 \(state.file.digest.hex)")
    if !runs.isEmpty { console.print("  runs are \(Subjects.list(runs))") }
    show(cause)
    return .done
  }
}
