import Codecs
import Files
import Ledger
import Runtime
import StageKit
import Study

extension Verb {
  static let importRuns = Verb(
    name: "import", summary: "import runs that were executed elsewhere",
    usage: "import FILE.csv [--source TEXT] | import --inspect FILE.eval",
    details: [
      "The file is a registry of runs: " + ImportedRow.columns.prefix(6).joined(separator: ",")
        + ",",
      ImportedRow.columns.dropFirst(6).joined(separator: ",")
        + ". Either all of its rows are imported, or none.",
      "The runs appear in the registry as BATCH.VARIANT; they cannot be executed here.",
      "--inspect imports an evaluation of Inspect AI: the log's digest is pinned, it is read",
      "with 'inspect log dump', and every sample, result and deviation is recorded. It needs",
      "inspect-ai and the module runledger for python3.",
    ],
    options: [
      .value("source", nil, "TEXT", "where the runs come from (default: the file's name)"),
      .flag("inspect", nil, "the file is a log of Inspect AI"),
    ],
    example: "runledger import old/runs.csv --source \"the cluster, 2025\"",
    operands: 1...1, writes: true, completes: .files
  ) { invocation in
    let word = invocation.operand(0) ?? ""
    if invocation.arguments.has("inspect") {
      var command = RecordedCommand(words: ["python3", "-m", "runledger.inspect_log", word])
      command.inputs = [word]
      command.stem = "inspect-\(PathName.lastComponent(word).prefix { $0 != "." })"
      return try invocation.execute(command)
    }
    let workspace = try invocation.writing()
    let rows = try ImportFile(word, invocation).rows
    let commands = rows.map { row -> any Command in
      let source = invocation.arguments.value("source") ?? PathName.lastComponent(word)
      return ImportRun(
        study: row.facts["study"]?.asText ?? "", run: ImportedRow.identifier(row.facts),
        RunImported(source: source, facts: row.facts))
    }
    let outcomes = try invocation.takeOver(commands, rows.map(\.line), of: word, in: workspace)
    if invocation.isJSON {
      let entry = outcomes.first?.entry
      invocation.console.print(json: [
        "dry_run": .bool(entry == nil), "entry": entry.map { .int(Int64($0)) } ?? .null,
        "repeated": .bool(outcomes.allSatisfy(\.isRepeated)),
        "imported": .array(outcomes.map(\.json)),
      ])
    } else {
      for outcome in outcomes {
        outcome.lines(invocation.console.style).forEach(invocation.console.print)
      }
      let isDry = outcomes.contains { $0.entry == nil }
      let count = Amounts.count(outcomes.count, "run")
      invocation.console.note(
        isDry ? "nothing was appended; \(count) can be imported" : "\(count) imported")
    }
    return .done
  }
}

/// A registry of runs, read and looked over.
private struct ImportFile {
  /// A row with the line on which it begins.
  struct Row {
    var line: Int
    var facts: ValueMap
  }

  private(set) var rows: [Row] = []

  /// Reads the file; everything that is wrong with it is told at once.
  init(_ shown: String, _ invocation: Invocation) throws {
    let bytes = try FileSystem.readFile(invocation.absolute(shown), limit: 1 << 26)
    let table: (header: [String], rows: [(line: Int, cells: [String])])
    do throws(CSVError) {
      table = try Self.table(bytes)
    } catch {
      throw Failure("invalid", "\(shown): \(error)", exit: .usage)
    }
    guard table.header == ImportedRow.columns else {
      throw Failure(
        "invalid", "\(shown):1: the columns are not those of a registry of runs",
        hint: "they are \(ImportedRow.columns.joined(separator: ","))", exit: .usage)
    }
    var problems = ImportProblems(shown)
    var known: [String: Int] = [:]
    for (line, cells) in table.rows {
      let facts = Self.facts(cells)
      for problem in ImportedRow.problems(of: facts) { problems.add(line, problem) }
      let path = "\(facts["study"]?.asText ?? "")/\(ImportedRow.identifier(facts))"
      if let first = known.updateValue(line, forKey: path) {
        problems.add(line, "run '\(path)' is already on line \(first)")
      }
      rows.append(Row(line: line, facts: facts))
    }
    if rows.isEmpty { problems.add(1, "there are no rows") }
    if let failure = problems.failure("invalid", .usage) { throw failure }
  }

  /// The rows, each with the line on which it begins.
  private static func table(
    _ bytes: [UInt8]
  ) throws(CSVError) -> (header: [String], rows: [(line: Int, cells: [String])]) {
    var reader = CSV.Reader()
    var rows: [(line: Int, cells: [String])] = []
    var first: Int?
    var hasHeader = false
    for (place, text) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
      if first == nil, !text.isEmpty, text != [13] { first = place + 1 }
      for cells in try reader.read(text + [10]) {
        rows.append((first ?? place + 1, cells))
        first = nil
      }
      if !hasHeader, reader.header != nil {
        hasHeader = true
        first = nil
      }
    }
    _ = try reader.finish()
    return (reader.header ?? [], rows)
  }

  private static func facts(_ cells: [String]) -> ValueMap {
    var facts = ValueMap()
    for (name, cell) in zip(ImportedRow.columns, cells) {
      let number = name == "seed" ? Int64(cell) : nil
      facts[name] = number.map(Value.int) ?? .text(cell)
    }
    return facts
  }
}

/// Why rows are refused, each by its line.
private struct ImportProblems {
  private let file: String
  private var problems: [(line: Int, message: String)] = []

  init(_ file: String) { self.file = file }

  mutating func add(_ line: Int, _ message: String) { problems.append((line, message)) }

  /// All of them as one failure; nil without one.
  func failure(_ code: String, _ exit: ExitCode) -> Failure? {
    guard !problems.isEmpty else { return nil }
    let lines = problems.map { "\(file):\($0.line): \($0.message)" }
    let details = problems.map { problem -> Value in
      [
        "file": .text(file), "line": .int(Int64(problem.line)), "message": .text(problem.message),
      ]
    }
    return Failure(
      code, lines.joined(separator: "\n"), hint: "nothing was imported", exit: exit,
      details: details)
  }
}

/// Ends a transaction in which a row was refused, so that none of it stays.
private struct RefusedRows: Error {
  var rejections: [(place: Int, rejection: Rejection)]
}

extension Invocation {
  /// Appends all commands in one transaction, or says why some of them are refused.
  fileprivate func takeOver(
    _ commands: [any Command], _ lines: [Int], of file: String, in workspace: Workspace
  ) throws -> [CommandOutcome] {
    do {
      if isDryRun { return try preview(commands, in: workspace) }
      let signer = try signer(workspace)
      let name = arguments.value("cmd-id")
      return try workspace.handler.transact { batch in
        var outcomes: [CommandOutcome] = []
        var refused: [(place: Int, rejection: Rejection)] = []
        for (place, command) in commands.enumerated() {
          // The first row bears the name itself, so that it stands for no other command.
          let id = name.map { CommandName.text(place == 0 ? $0 : "\($0)#\(place + 1)") }
          do {
            let submission = try workspace.handler.submit(
              command, by: signer, id: id ?? .random, in: &batch)
            if let rejection = submission.rejection {
              refused.append((place, rejection))
            } else {
              outcomes.append(CommandOutcome(submission))
            }
          } catch let rejection as Rejection {
            refused.append((place, rejection))
          }
        }
        if !refused.isEmpty { throw RefusedRows(rejections: refused) }
        return outcomes
      }
    } catch let refused as RefusedRows {
      var problems = ImportProblems(file)
      for (place, rejection) in refused.rejections { problems.add(lines[place], rejection.message) }
      let first = Failure(refused.rejections[0].rejection)
      throw problems.failure(first.code, first.exit) ?? first
    }
  }

  private func preview(_ commands: [any Command], in workspace: Workspace) throws
    -> [CommandOutcome]
  {
    var outcomes: [CommandOutcome] = []
    var refused: [(place: Int, rejection: Rejection)] = []
    let key = try? signer(workspace).keyID
    for (place, command) in commands.enumerated() {
      do {
        outcomes.append(CommandOutcome(preview: try workspace.handler.preview(command, by: key)))
      } catch let rejection as Rejection {
        refused.append((place, rejection))
      }
    }
    if !refused.isEmpty { throw RefusedRows(rejections: refused) }
    return outcomes
  }
}
