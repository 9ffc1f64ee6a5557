import Ledger
import SQLite
import Study
import TestKit
import Testing

@testable import Projections

/// What an index narrows down is what looking at every run finds.
@Suite struct CandidatesTests {
  private let directory: TemporaryDirectory
  private let store: ViewStore

  /// Rows that no ledger told: 300 runs with up to three units, some of them without a number, or
  /// without any.
  init() throws {
    directory = try TemporaryDirectory()
    let ledger = try LedgerStory(try Story.wholeStudy()).ledger
    let path = directory.path("views")
    try ViewStore(path: path).rebuild(ledger)
    let database = try Database("\(path)/\(ViewStore.fileName)", .readWrite)
    func insert(_ table: Table, _ values: [String: Cell]) throws {
      let cells = table.columns.map { column in
        values[column.name] ?? (column.isOptional ? .null : column.type == "TEXT" ? "" : 0)
      }
      let marks = cells.map { _ in "?" }.joined(separator: ",")
      try database.prepare("INSERT INTO \(table.name) VALUES (\(marks))").run(cells)
    }
    try database.execute("PRAGMA synchronous = OFF")
    try insert(Tables.studies, ["study": "many"])
    var number: UInt64 = 1
    func draw(_ n: UInt64) -> UInt64 {
      number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (number >> 33) % n
    }
    try database.execute("BEGIN")
    for place in 0..<300 {
      let run: Cell = .text("r\(place)")
      let key: [String: Cell] = ["study": "many", "run": run]
      try insert(
        Tables.runs,
        key.merging(["scope": place % 50 == 7 ? "batch" : "run", "planned": .int(Int64(place))]) {
          $1
        })
      let rate = Double(draw(10)) / 10
      try insert(
        Tables.params,
        key.merging(["name": "lr", "value": .text("\(rate)"), "number": .double(rate)]) { $1 })
      for unit in 0..<draw(4) {
        var row = key.merging([
          "stage": "train", "unit": .text("u\(unit)"), "name": "auc",
          "value": .double(Double(draw(100)) / 100),
        ]) { $1 }
        if draw(20) == 0 { row["value"] = .null }
        try insert(Tables.metrics, row)
      }
    }
    try database.execute("COMMIT")
    store = ViewStore(path: path)
    try store.catchUp(ledger)
  }

  private func query(_ filter: String?, sort: String? = nil, limit: Int? = nil) throws -> RunQuery {
    var query = RunQuery()
    query.study = "many"
    query.filter = try filter.map { try Condition($0) }
    query.sort =
      sort.map { word in
        let name = word.hasPrefix("-") ? String(word.dropFirst()) : word
        let parts = name.split(separator: ".").map(String.init)
        let reference: Condition.Reference =
          parts[0] == "params"
          ? .param(parts[1])
          : .metric(parts[1], stage: nil, parts.count > 2 ? Statistic(rawValue: parts[2]) : nil)
        return [RunQuery.Order(reference, isDescending: word.hasPrefix("-"))]
      } ?? []
    query.limit = limit
    return query
  }

  /// The runs as every run in its order is looked at.
  private func whole(_ query: RunQuery) throws -> [String] {
    let selection = query.selection()
    return try store.query("SELECT r.run \(selection.from) \(selection.order)", selection.values)
      .compactMap { $0[0].asText }
  }

  @Test(arguments: [
    "metrics.auc > 0.9", "metrics.auc >= 0.5", "metrics.auc < 0.1", "metrics.auc <= 0.5",
    "metrics.auc = 0.5", "metrics.auc.min > 0.6", "metrics.auc.max < 0.4", "train.auc > 0.8",
    "params.lr = 0.3", "params.lr < 0.2 and metrics.auc > 0.5", "metrics.auc.count > 2",
    "metrics.auc > 0.5 or params.lr > 0.8", "not metrics.auc > 0.5", "params.lr != 0.3",
    "metrics.auc.std > 0.2 and params.lr > 0.5", "metrics.auc > -1", "metrics.none > 0",
  ])
  func `a filter finds the same runs`(_ text: String) throws {
    let query = try query(text)
    let found = try store.runs(query)
    #expect(found.rows.map(\.run) == (try whole(query)))
    #expect(found.count == found.rows.count)
  }

  @Test(arguments: [
    "-metrics.auc", "metrics.auc", "-metrics.auc.max", "metrics.auc.min", "-params.lr",
    "params.lr", "metrics.auc.std", "-metrics.auc.count", "-metrics.none",
  ])
  func `the first by a key are the same, and all are counted`(_ sort: String) throws {
    for (limit, filter) in [(1, nil), (20, nil), (250, nil), (20, "params.lr > 0.2")] {
      let query = try query(filter, sort: sort, limit: limit)
      let found = try store.runs(query)
      #expect(found.rows.map(\.run) == (try whole(query)), "\(limit)")
      var all = query
      all.limit = nil
      #expect(found.count == (try whole(all).count), "\(limit)")
    }
  }

  @Test func `few candidates come from an index, and none where every run may hold`() throws {
    #expect(try store.candidates(try query("metrics.auc > 0.9")) != nil)
    #expect(try store.candidates(try query("state = finished")) == nil)
    #expect(try store.candidates(try query("not metrics.auc > 0.9")) == nil)
    #expect(
      try store.candidates(sorting: try query(nil, sort: "-params.lr", limit: 5), among: nil)
        != nil)
    let plan = try store.query(
      "EXPLAIN QUERY PLAN "
        + (try #require(try store.candidates(try query("metrics.auc > 0.9"))).sql.replacing(
          "?", with: "''")))
    #expect(plan.contains { $0.last?.asText?.contains("metrics_study_name_stage_value") ?? false })
  }

  @Test func `who lacks what a filter names is counted run by run`() throws {
    let missing = try store.missing(try query("metrics.auc > 0.5 and params.lr > 0"))
    #expect(missing.map(\.name) == ["metrics.auc"])
    let lacking = try store.query(
      """
      SELECT count(*) FROM runs r WHERE r.study = 'many' AND r.scope = 'run' AND (NOT EXISTS \
      (SELECT 1 FROM metrics m WHERE m.study = r.study AND m.run = r.run) OR EXISTS \
      (SELECT 1 FROM metrics m WHERE m.study = r.study AND m.run = r.run AND m.value IS NULL))
      """)
    #expect(missing.first?.count == lacking[0][0].asInt.map(Int.init))
    #expect(missing.first?.of == 294)
  }
}
