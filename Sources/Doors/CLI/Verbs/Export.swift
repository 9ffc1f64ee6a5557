import Codecs
import Files
import Ledger
import Projections
import Runtime
import StageKit

extension Verb {
  static let export = Verb(
    name: "export", summary: "write the files derived from the record, or check them",
    usage: "export [VIEW]... [--study STUDY] [-o DIR] [--at P] [--check] | export tiles -o DIR",
    details: [
      "VIEW is a file name such as registry.csv, report.md or manifest.json; all, if none is",
      "named. P is @ENTRY or a time such as 2026-01-01T00:00:00Z. With --check nothing is written;",
      "exit code 3 if a file never matched the record. Being out of date is only a note.",
      "'export tiles' writes the log itself as a static directory of c2sp.org/tlog-tiles.",
    ],
    options: [
      .value("study", nil, "STUDY", "only this study"),
      .value("output", "o", "DIR", "write there instead of runs/"),
      .value("at", nil, "P", "a past state: as of an entry or a time"),
      .flag("check", nil, "compare, write nothing"),
    ],
    example: "runledger export --check", operands: 0...64
  ) { invocation in
    let workspace = try invocation.reading()
    if invocation.arguments.operands == ["tiles"] { return try invocation.exportTiles(workspace) }
    let study = try invocation.arguments.value("study").map(Subjects(workspace).study)
    let root =
      invocation.arguments.value("output").map(invocation.absolute)
      ?? PathName.join(workspace.root, "runs")
    if invocation.arguments.has("check") {
      if invocation.arguments.has("at") {
        throw Failure.usage("'--check' determines each file's state itself; leave out '--at'")
      }
      let views = ViewStore(workspace.directory)
      return try invocation.check(
        Exporter.check(
          workspace.ledger, views: views, root: root, rules: Domains.manifestRules, study: study))
    }
    let size = try invocation.arguments.value("at").map { text in
      let isEntry = text.first == "@" && UInt64(text.dropFirst()) != nil
      guard isEntry || RFC3339.parse(text) != nil else {
        throw Failure.usage(
          "'--at \(text)' is neither an entry nor a time",
          hint: "write @1842 or 2026-01-01T00:00:00Z")
      }
      return try Prefix.size(text, in: workspace.ledger)
    }
    let record = LedgerRecord(workspace.ledger, views: ViewStore(workspace.directory))
    let exporter = Exporter(record, root: root, rules: Domains.manifestRules)
    let summary = try exporter.export(study, at: size, views: invocation.arguments.operands)
    if !invocation.arguments.operands.isEmpty, summary.written.isEmpty,
      summary.unchangedCount == 0
    {
      throw Failure.notFound(
        "there is no file called \(invocation.arguments.operands.joined(separator: ", "))",
        hint: "runledger help files lists them")
    }
    if invocation.isJSON {
      invocation.console.print(json: [
        "written": .array(summary.written.map(Value.text)),
        "unchanged": .int(Int64(summary.unchangedCount)),
        "erased": .array(summary.erased.map(Value.text)), "size": .int(Int64(summary.size)),
        "entry": summary.size > 0 ? .int(Int64(summary.size) - 1) : .null, "root": .text(root),
      ])
      return .done
    }
    summary.written.forEach(invocation.console.print)
    for (path, content) in zip(summary.erased, summary.erasedContents) {
      let purge = NamedBlobs.purge(of: content, in: workspace.ledger).map { "\($0)" }
      invocation.console.note("'\(path)' is not written: its content was \(purge ?? "erased")")
    }
    if invocation.arguments.has("at") {
      invocation.console.note("as of " + (summary.size > 0 ? "@\(summary.size - 1)" : "nothing"))
    }
    invocation.console.note(
      "\(Amounts.count(summary.written.count, "file")) written, "
        + "\(summary.unchangedCount) unchanged, in \(root)")
    return .done
  }
}

extension Invocation {
  /// Writes the log as tiles.
  fileprivate func exportTiles(_ workspace: Workspace) throws -> ExitCode {
    guard let output = arguments.value("output").map(absolute) else {
      throw Failure.usage("'export tiles' needs -o DIR")
    }
    var written = 0
    let checkpoint = try workspace.ledger.frozen().tiles { path, bytes in
      let full = PathName.join(output, path)
      try FileSystem.makeDirectories(PathName.parent(full))
      try FileSystem.writeAtomically(full, bytes, sync: false)
      written += 1
    }
    if isJSON {
      console.print(json: [
        "files": .int(Int64(written)), "size": .int(Int64(checkpoint.head.size)),
        "root": .text(output),
      ])
    } else {
      console.note(
        "\(Amounts.count(written, "file")) written, \(checkpoint.head.size) entries, in \(output)")
    }
    return .done
  }

  /// Compares exported files with the record.
  fileprivate func check(_ checks: [FileCheck]) -> ExitCode {
    let wanted = arguments.operands
    let files = checks.filter { file in
      wanted.isEmpty
        || wanted.contains { file.path == $0 || PathName.lastComponent(file.path) == $0 }
    }
    let isAltered = files.contains { if case .altered = $0.state { true } else { false } }
    if isJSON {
      console.print(json: ["ok": .bool(!isAltered), "files": .array(files.map(\.json))])
      return isAltered ? .altered : .done
    }
    for file in files {
      switch file.state {
      case .current: break
      case .altered: console.print(Printable.text(file.description))
      case .stale, .newer, .missing: console.note(file.description)
      }
    }
    let current = files.count { $0.state == .current }
    console.print("\(current) of \(Amounts.count(files.count, "file")) as the record says")
    return isAltered ? .altered : .done
  }
}

extension FileCheck {
  fileprivate var json: Value {
    var members: ValueMap = ["path": .text(path), "size": .null, "line": .null]
    switch state {
    case .current: members["state"] = "current"
    case .missing: members["state"] = "missing"
    case .stale(let size):
      members["state"] = "stale"
      members["size"] = .int(Int64(size))
    case .newer(let size):
      members["state"] = "newer"
      members["size"] = .int(Int64(size))
    case .altered(let difference):
      members["state"] = "altered"
      members["line"] = .int(Int64(difference.line))
      members["expected"] = difference.expected.map(Value.text) ?? .null
      members["found"] = difference.found.map(Value.text) ?? .null
    }
    return .map(members)
  }
}
