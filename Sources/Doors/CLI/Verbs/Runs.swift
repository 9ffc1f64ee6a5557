import Codecs
import Files
import Projections
import Runtime
import StageKit
import Study

extension Verb {
  static let runs = Verb(
    name: "runs", summary: "all runs as a table: filter, sort, group, find the best",
    usage: "runs [STUDY] [--where E] [--sort KEY]... [--group variant | --best METRIC]",
    details: [
      "--where takes tests combined with and, or, not: params.lr < 0.1 and metrics.auc > 0.9 and",
      "tags.owner = \"kim\" and state = finished and started > 2026-01-31. Metrics of one stage",
      "are STAGE.METRIC, statistics over its units STAGE.METRIC.mean. A missing value is",
      "neither true nor false. --sort KEY sorts ascending, --sort=-KEY descending.",
      "Columns: --columns a,b replaces those shown, +a adds one, -a drops one, all shows all.",
      "Newest first; 20 rows on a terminal, all in a pipe. --csv and --json print exact numbers.",
    ],
    options: [
      .value("where", "w", "E", "only runs that match this condition"),
      .values("sort", "s", "KEY", "sort by a field, params.NAME or metrics.NAME; -KEY descending"),
      .values("columns", "c", "LIST", "the columns"),
      .value("group", nil, "variant", "one row per variant: seeds, mean and sd of every metric"),
      .value("best", nil, "METRIC", "print the id of the best run; exit 1 if none is best"),
      .flag("lowest", nil, "with --best: lower is better"),
      .value("limit", nil, "N", "at most N rows"),
      .flag("all", "a", "include runs of wider stages, and print every row"),
      .flag("csv", nil, "as CSV"), .certificate,
      .value("save", nil, "NAME", "save these options under a name"),
      .value("view", nil, "NAME", "use the options saved under a name"),
    ],
    example: "runledger runs --where 'metrics.accuracy > 0.9' --sort=-metrics.accuracy",
    operands: 0...1, completes: .subjects, isPaged: true
  ) { invocation in
    let invocation = try invocation.withSavedChoices()
    if let certified = try invocation.certified() { return certified }
    let workspace = try invocation.reading()
    let views = try invocation.views(workspace)
    var query = try invocation.runQuery(Subjects(workspace))
    for missing in try views.missing(query) {
      invocation.console.note(
        "\(missing.count) of \(Amounts.count(missing.of, "run")) without \(missing.name)")
    }
    if let word = invocation.arguments.value("group") {
      guard word == "variant" else {
        throw Failure.usage("'--group' takes 'variant', not '\(word)'")
      }
      return try invocation.printGroups(try views.runs(query).rows)
    }
    if let metric = invocation.arguments.value("best") {
      return try invocation.printBest(
        metric, try views.runs(query).rows, try Subjects(workspace).states)
    }
    query.limit = try invocation.runLimit()
    let table = try invocation.runTable(query, views)
    invocation.print(table)
    return .done
  }
}

extension Invocation {
  /// The question that gives the table in SQL; nil where a single word is the answer.
  func runQuestion(_ workspace: Workspace, _ views: ViewStore) throws -> TableQuery? {
    var query = try runQuery(Subjects(workspace))
    if arguments.has("group") {
      let groups = VariantGroup.groups(of: try views.runs(query).rows)
      return VariantGroup.question(
        query, columns: groupColumns(groups), metrics: Set(groups.flatMap(\.reported)).sorted())
    }
    guard !arguments.has("best") else { return nil }
    query.limit = try runLimit()
    return try runTable(query, views).question(query)
  }

  /// How many rows there are at most.
  fileprivate func runLimit() throws -> Int? {
    let isProgram = isJSON || arguments.has("csv")
    return try arguments.int("limit", in: 1...Int64(Int32.max)).map(Int.init)
      ?? (isProgram || arguments.has("all") || !console.stdout.isTerminal ? nil : 20)
  }

  fileprivate func runTable(_ query: RunQuery, _ views: ViewStore) throws -> RunTable {
    var table = try RunTable(query, of: views)
    if let problem = table.choose(arguments.values("columns")) {
      throw Failure.notFound(
        "there is no column '\(problem.unknown)'",
        hint: Hint.choice(problem.unknown, among: problem.known)
          ?? "the columns are \(problem.known.joined(separator: ", "))")
    }
    return table
  }

  /// Refuses a stage that no study has: `metric.auc` for `metrics.auc` would find nothing.
  private func demandStages(of query: RunQuery, _ subjects: Subjects) throws {
    let stages = query.references.compactMap(\.stage)
    guard !stages.isEmpty else { return }
    let studies = try query.study.map { [$0] } ?? subjects.studies()
    let known = studies.compactMap(subjects.states.plan).flatMap { $0.stages.map(\.name) }
    for stage in stages where !known.contains(stage) {
      throw Failure.notFound(
        "no study has a stage '\(stage)'",
        hint: Hint.choice(stage, among: Set(known + ["metrics", "params", "tags"]).sorted()))
    }
  }

  /// What the options ask for.
  fileprivate func runQuery(_ subjects: Subjects) throws -> RunQuery {
    var query = RunQuery()
    query.study = try operand(0).map { try subjects.study($0) }
    query.includesWider = arguments.has("all")
    if let text = arguments.value("where") {
      do throws(ConditionError) { query.filter = try Condition(text) } catch {
        throw Failure.usage(
          "cannot parse '--where \(text)' \(error)", hint: "runledger help runs")
      }
    }
    query.sort = try arguments.values("sort").map { text in
      let isDescending = text.hasPrefix("-")
      let name = isDescending ? String(text.dropFirst()) : text
      guard let reference = Condition.Reference(name) else {
        throw Failure.usage(
          "'--sort \(text)' is not a field of a run",
          hint: "a field such as started, params.NAME, metrics.NAME or tags.NAME")
      }
      return RunQuery.Order(reference, isDescending: isDescending)
    }
    try demandStages(of: query, subjects)
    return query
  }

  fileprivate func print(_ table: RunTable) {
    if isJSON { return console.print(json: table.json) }
    if arguments.has("csv") {
      console.print(CSV.safeRow(table.columns.map(\.name)))
      for row in table.rows.indices {
        console.print(CSV.safeRow(table.columns.indices.map { table.value(row, $0).plain }))
      }
      return
    }
    guard !table.rows.isEmpty else {
      return console.note(table.count == 0 ? "no runs" : "no run matches")
    }
    var columns = Array(table.columns.indices)
    let cells = table.rows.indices.map { row in columns.map { table.shown(row, $0) } }
    var dropped = 0
    while columns.count > 2, console.stdout.isTerminal,
      width(columns, table, cells) > console.stdout.columns
    {
      columns.removeLast()
      dropped += 1
    }
    var text = TextTable(
      columns.map {
        TextTable.Column(name: table.heading($0), isNumeric: table.columns[$0].isNumeric)
      })
    for row in cells { text.add(columns.map { row[$0] }) }
    text.lines(style: console.style).forEach(console.print)
    var rest: [String] = []
    if table.rows.count < table.count { rest.append("\(table.count - table.rows.count) more runs") }
    if dropped > 0 { rest.append("\(dropped) more columns") }
    if !rest.isEmpty { console.note("\(rest.joined(separator: ", ")): --all, --columns, --csv") }
  }

  private func width(_ columns: [Int], _ table: RunTable, _ cells: [[String]]) -> Int {
    columns.reduce(-2) { sum, column in
      sum + 2 + cells.reduce(table.heading(column).count) { max($0, $1[column].count) }
    }
  }
}

extension Condition.Reference {
  /// What a sort key names.
  fileprivate init?(_ name: String) {
    self.init(name.split(separator: ".", omittingEmptySubsequences: false).map(String.init))
  }
}

extension RunTable {
  /// The heading as people read it: without the root where that is clear.
  fileprivate func heading(_ column: Int) -> String {
    let name = columns[column].name
    let short = String(name.split(separator: ".", maxSplits: 1).last ?? "")
    return columns.filter { $0.name.hasSuffix(".\(short)") || $0.name == short }.count == 1
      ? short : name
  }

  /// A cell as people read it.
  fileprivate func shown(_ row: Int, _ column: Int) -> String {
    let value = value(row, column)
    switch (columns[column].name, value) {
    case (_, .null): return "-"
    case ("run", .text(let run)): return rows[row].baseline == nil ? run : "\(run) *"
    case ("started", .text(let time)): return String(time.prefix(16))
    case ("elapsed", .double(let seconds)): return Amounts.duration(Int64(seconds * 1e9))
    case (_, .double(let number)): return Number.significant(number)
    default: return value.plain
    }
  }

  fileprivate var json: Value {
    let objects = rows.indices.map { row -> Value in
      var map = ValueMap()
      for column in columns.indices { map[columns[column].name] = value(row, column) }
      map["study"] = .text(rows[row].study)
      map["run"] = .text(rows[row].run)
      return .map(map)
    }
    return ["runs": .array(objects), "count": .int(Int64(count))]
  }
}

extension Value {
  /// The value as CSV has it: exact, and nothing where there is none.
  var plain: String {
    switch self {
    case .null: ""
    case .text(let text): text
    case .int(let number): "\(number)"
    case .double(let number): Number.text(number)
    default: JSON.string(self)
    }
  }
}
