import Codecs
import SQLite
import Study

extension ViewStore {
  /// The runs that a query asks for, and how many there are without its limit.
  ///
  /// Errors: `notFound` when a metric is reported by several stages of a study and the query does
  /// not say which.
  public func runs(
    _ query: RunQuery
  ) throws(ProjectionError) -> (rows: [RunRow], count: Int) {
    for reference in query.references { try demandOneStage(reference, in: query.study) }
    let filtered = try candidates(query)
    let chosen = try candidates(sorting: query, among: filtered) ?? filtered
    let selection = query.selection(among: chosen)
    // Of candidates all are gone through anyway, and counted on the way.
    let isCounted = chosen != nil && chosen?.sql == filtered?.sql
    var rows: [RunRow] = []
    var count = 0
    try forEach(
      """
      SELECT r.study, r.run, r.batch, r.variant, r.task, r.pair, r.level, r.seed, r.state, \
      r.verdict, r.started, r.elapsed, r.command, \
      \(Condition.Reference.field(.baseline).clause(as: .text("")).sql), \
      \(isCounted ? "count(*) OVER ()" : "0"), r.reused \
      \(selection.from) \(selection.order)
      """, selection.values
    ) { cells in
      rows.append(RunRow(cells))
      count = cells[14].asInt.map(Int.init) ?? 0
    }
    try fill(&rows)
    // Counted only where a limit may have hidden some.
    guard let limit = query.limit, rows.count == limit else { return (rows, rows.count) }
    if isCounted { return (rows, count) }
    let all = query.selection(among: filtered)
    let found = try self.query("SELECT count(*) \(all.from)", all.fromValues)
    return (rows, found.first?[0].asInt.map(Int.init) ?? rows.count)
  }

  /// Adds parameters, metrics and tags, each with one pass over the rows' runs.
  private func fill(_ rows: inout [RunRow]) throws(ProjectionError) {
    // One list of keys serves all three; a row is known by its place in it.
    let keys = JSON.string(.array(rows.map { .array([.text($0.study), .text($0.run)]) }))
    func each(_ table: String, _ more: String = "", _ body: (Int, Statement) -> Void)
      throws(ProjectionError)
    {
      try forEach(
        """
        SELECT k.key, t.name, t.value\(more) FROM json_each(?) k CROSS JOIN \(table) t \
        ON t.study = json_extract(k.value, '$[0]') AND t.run = json_extract(k.value, '$[1]')
        """, [.text(keys)]
      ) { statement in
        if let place = statement[0].asInt { body(Int(place), statement) }
      }
    }
    try each("params") { rows[$0].params[$1[1].asText ?? ""] = $1[2].asText }
    try each("tags") { rows[$0].tags[$1[1].asText ?? ""] = $1[2].asText }
    // Of several units the mean, where each has a number.
    var place = -1
    var units: [String: [Double?]] = [:]
    func conclude() {
      for (name, values) in units {
        let known = values.compactMap { $0 }
        if known.count == values.count { rows[place].metrics[name] = Statistic.mean.of(known) }
      }
      units.removeAll(keepingCapacity: true)
    }
    try each("metrics", ", t.reused") { next, statement in
      if next != place { conclude() }
      place = next
      if statement[3].asInt == 1 { rows[next].reusedMetrics.insert(statement[1].asText ?? "") }
      units[statement[1].asText ?? "", default: []].append(statement[2].asDouble)
    }
    conclude()
  }

  /// Refuses a metric that two stages of one study report, and what rows do not have.
  private func demandOneStage(
    _ reference: Condition.Reference, in study: String?
  ) throws(ProjectionError) {
    if case .fact(let fact) = reference {
      throw ProjectionError(
        .notFound, "'\(fact.rawValue)' can only be used in exclusion rules",
        hint: "write state, metrics.NAME, params.NAME or another field")
    }
    guard case .metric(let name, nil, _) = reference else { return }
    // The first and the last stage are found in the index, however many runs there are.
    func stage(_ which: String) -> String {
      "(SELECT \(which)(m.stage) FROM metrics m WHERE m.study = s.study AND m.name = ?1)"
    }
    let found = try query(
      """
      SELECT study, first, last FROM (SELECT s.study, \(stage("min")) first, \(stage("max")) last \
      FROM studies s\(study == nil ? "" : " WHERE s.study = ?2")) WHERE first <> last
      """, [.text(name)] + (study.map { [.text($0)] } ?? []))
    guard let row = found.first, let study = row[0].asText else { return }
    let stages = try query(
      "SELECT DISTINCT stage FROM metrics WHERE study = ? AND name = ? ORDER BY stage",
      [.text(study), .text(name)]
    ).compactMap { $0[0].asText }
    throw ProjectionError(
      .notFound,
      "metrics.\(name) of study '\(study)' is reported by \(stages.joined(separator: " and "))",
      hint: "write STAGE.\(name)")
  }
}

extension RunRow {
  fileprivate init(_ cells: Statement) {
    self.init(
      study: cells[0].asText ?? "", run: cells[1].asText ?? "", batch: cells[2].asText,
      variant: cells[3].asText, task: cells[4].asText, pair: cells[5].asText,
      level: cells[6].asText ?? "", seed: cells[7].asInt ?? 0, state: cells[8].asText ?? "",
      verdict: cells[9].asText, started: cells[10].asInt, elapsed: cells[11].asInt ?? 0,
      baseline: cells[13].asText, command: cells[12].asText)
    reused = cells[15].asText
  }
}
