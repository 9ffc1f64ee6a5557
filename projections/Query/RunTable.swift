public import Codecs
import SQLite
import Study

/// The runs as a table: which columns there are, and what stands in them.
public struct RunTable: Sendable {
  /// One column.
  public struct Column: Sendable {
    /// The heading, which is also what a filter calls it.
    public let name: String
    /// Whether numbers stand in it.
    public let isNumeric: Bool
    /// The same over `runs r` in SQL.
    let clause: Clause
    let cell: @Sendable (RunRow) -> Value
  }

  /// The rows, in order.
  public let rows: [RunRow]
  /// How many there are without a limit.
  public let count: Int
  /// The columns, left to right.
  public private(set) var columns: [Column]

  /// Every column that the rows could have, and those that are shown unless others are asked for.
  private let known: [Column]

  /// How many parameters and further metrics are shown unless others are asked for.
  static let paramsMax = 5
  static let metricsMax = 3

  /// Reads the runs of a query.
  public init(_ query: RunQuery, of views: ViewStore) throws(ProjectionError) {
    let found = try views.runs(query)
    let rows = found.rows
    self.rows = rows
    count = found.count
    let studies = Self.distinct(found.rows.map(\.study))
    var params: [String] = []
    var metrics: [String] = []
    for study in studies {
      let order = try views.query(
        """
        SELECT name FROM params WHERE study = ? AND run = (SELECT run FROM runs WHERE study = ? \
        ORDER BY position LIMIT 1) ORDER BY position
        """, [.text(study), .text(study)])
      params += order.compactMap { $0[0].asText }
      let metric = try views.query("SELECT metric FROM studies WHERE study = ?", [.text(study)])
      if let name = metric.first?[0].asText { metrics.append(name) }
    }
    let others = Self.distinct(rows.flatMap { $0.metrics.keys.sorted() }).sorted()
    metrics = Self.distinct(metrics).filter(others.contains)
    let further = others.filter { !metrics.contains($0) }
    params = Self.distinct(params + rows.flatMap { $0.params.keys.sorted() })
    let tags = Self.distinct(rows.flatMap { $0.tags.keys.sorted() }).sorted()
    known =
      Self.facts + params.map(Column.param) + (metrics + further).map(Column.metric)
      + tags.map(Column.tag)
    let varying = params.filter { name in Self.differs(rows.map { $0.params[name] }) }
    columns =
      Self.facts.filter { Self.isShown($0, rows) }
      + varying.prefix(Self.paramsMax).map(Column.param)
      + (metrics + further.prefix(Self.metricsMax)).map(Column.metric) + tags.map(Column.tag)
  }

  /// Chooses columns: `a,b` in place of those shown, `+a` and `-a` beside them, `all`.
  ///
  /// Gives the name that is unknown, with the names there are, where one is.
  public mutating func choose(_ words: [String]) -> (unknown: String, known: [String])? {
    for word in words.flatMap({ $0.split(separator: ",").map(String.init) }) {
      if word == "all" {
        columns = known
        continue
      }
      let name = word.first == "+" || word.first == "-" ? String(word.dropFirst()) : word
      guard let column = known.first(where: { $0.name == name || $0.shortName == name }) else {
        return (name, known.map(\.name))
      }
      switch word.first {
      case "+": columns.append(column)
      case "-": columns.removeAll { $0.name == column.name }
      default:
        if word == words.first?.split(separator: ",").first.map(String.init) { columns = [] }
        columns.append(column)
      }
    }
    return nil
  }

  /// One value, for programs: exact, and null where there is none.
  public func value(_ row: Int, _ column: Int) -> Value { columns[column].cell(rows[row]) }

  private static let facts: [Column] = [
    fact("run") { .text($0.run) },
    fact("study") { .text($0.study) },
    fact("batch") { .optional($0.batch) },
    fact("level") { .optional($0.level) },
    fact("task") { .optional($0.task) },
    fact("variant") { .optional($0.variant) },
    fact("seed", isNumeric: true) { .int($0.seed) },
    fact("state") { .text($0.state) },
    fact("verdict") { .optional($0.verdict) },
    fact("started", "strftime('%Y-%m-%dT%H:%M:%SZ', r.started / 1000000000, 'unixepoch')") { row in
      .optional(row.started.map { RFC3339.formatSeconds(nanoseconds: $0) })
    },
    fact("elapsed", "r.elapsed / 1e9", isNumeric: true) { .double(Double($0.elapsed) / 1e9) },
    fact("baseline", Condition.Reference.field(.baseline).clause(as: .text("")).sql) {
      .optional($0.baseline)
    },
    fact("reused") { .optional($0.reused) },
    fact("command") { .optional($0.command) },
  ]

  private static func fact(
    _ name: String, _ sql: String? = nil, isNumeric: Bool = false,
    _ cell: @escaping @Sendable (RunRow) -> Value
  ) -> Column {
    Column(
      name: name, isNumeric: isNumeric, clause: Clause(sql: sql ?? "r.\(name)"), cell: cell)
  }

  /// Facts that are shown only where they tell rows apart, or are there at all.
  private static func isShown(_ column: Column, _ rows: [RunRow]) -> Bool {
    switch column.name {
    case "run", "state", "started", "elapsed": return true
    case "verdict", "baseline", "reused", "command":
      return rows.contains { column.cell($0) != .null }
    default: return differs(rows.map { column.cell($0) })
    }
  }

  private static func differs<Element: Equatable>(_ values: [Element]) -> Bool {
    values.dropFirst().contains { $0 != values[0] }
  }

  private static func distinct(_ values: [String]) -> [String] {
    var seen: Set<String> = []
    return values.filter { seen.insert($0).inserted }
  }
}

extension RunTable.Column {
  /// The name without its root: `auc` for `metrics.auc`.
  var shortName: String {
    guard let dot = name.firstIndex(of: ".") else { return name }
    return String(name[name.index(after: dot)...])
  }

  static func param(_ name: String) -> Self {
    // What reads as a number is one: a whole one exactly.
    let sql = """
      (SELECT CASE WHEN p.number IS NULL THEN p.value \
      WHEN CAST(CAST(p.value AS INTEGER) AS TEXT) = p.value THEN CAST(p.value AS INTEGER) \
      ELSE p.number END FROM params p \
      WHERE p.study = r.study AND p.run = r.run AND p.name = ?)
      """
    let clause = Clause(sql: sql, values: [.text(name)])
    return Self(name: "params.\(name)", isNumeric: true, clause: clause) { row in
      guard let text = row.params[name] else { return .null }
      if let whole = Int64(text) { return .int(whole) }
      return Double(text).map(Value.double) ?? .text(text)
    }
  }

  static func metric(_ name: String) -> Self {
    let sql = """
      (SELECT mean(m.value) FROM metrics m \
      WHERE m.study = r.study AND m.run = r.run AND m.name = ?)
      """
    let clause = Clause(sql: sql, values: [.text(name)])
    return Self(name: "metrics.\(name)", isNumeric: true, clause: clause) { row in
      row.metrics[name].map(Value.double) ?? .null
    }
  }

  static func tag(_ name: String) -> Self {
    let sql = """
      (SELECT t.value FROM tags t WHERE t.study = r.study AND t.run = r.run AND t.name = ?)
      """
    let clause = Clause(sql: sql, values: [.text(name)])
    return Self(name: "tags.\(name)", isNumeric: false, clause: clause) { .optional($0.tags[name]) }
  }
}

extension Value {
  /// A text; null where there is none, or an empty one.
  static func optional(_ text: String?) -> Value {
    text.flatMap { $0.isEmpty ? nil : .text($0) } ?? .null
  }
}
