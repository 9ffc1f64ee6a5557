import Files
import Ledger
import Projections
import SQLite
import Study
import TestKit
import Testing

@Suite struct RowsTests {
  private func everything(_ store: ViewStore) throws -> [String] {
    try Tables.all.flatMap { table in
      try store.query("SELECT * FROM \(table.name) ORDER BY \(table.key.joined(separator: ", "))")
        .map { "\(table.name) \($0)" }
    }
  }

  @Test func `rows taken in one by one equal those taken in at once`() throws {
    let told = try LedgerStory()
    let stepwise = ViewStore(told.ledger.directory)
    try stepwise.catchUp(told.ledger)
    for entry in try Story.wholeStudy().record.entries {
      try told.tell([entry])
      try stepwise.catchUp(told.ledger)
    }
    let atOnce = ViewStore(path: nil)
    try atOnce.catchUp(told.ledger)
    let rows = try everything(stepwise)
    #expect(rows == (try everything(atOnce)))
    #expect(rows.count > 100)
  }

  @Test func `the rows say what the folded study says`() throws {
    let told = try LedgerStory(try Story.wholeStudy())
    let store = ViewStore(path: nil)
    try store.catchUp(told.ledger)
    let record = LedgerRecord(told.ledger, views: store)
    var study = StudyView(slug: "wine")
    try record.forEach(of: "wine", in: 0..<record.size()) { (entry) throws(ProjectionError) in
      study.evolve(entry)
    }
    let rows = try store.query("SELECT run, state FROM runs WHERE study = 'wine' ORDER BY position")
    #expect(rows.map { $0[0].asText } == study.runs.map(\.id))
    #expect(rows.map { $0[1].asText } == study.runs.map(\.status.rawValue))
    for run in study.runs {
      let metrics = try store.query(
        "SELECT stage, unit, name, value FROM metrics WHERE study = 'wine' AND run = ?",
        [.text(run.id)])
      let expected = run.metrics.map {
        "\($0.stage) \($0.unit) \($0.metric.name) \($0.metric.value)"
      }
      #expect(
        metrics.map { row in
          row[..<3].map { "\($0.asText ?? "") " }.joined() + "\(row[3].asDouble ?? .nan)"
        }.sorted() == expected.sorted())
    }
  }

  @Test func `every example query of the page runs`() throws {
    let store = ViewStore(path: nil)
    try store.catchUp(try LedgerStory(try Story.wholeStudy()).ledger)
    for table in Tables.all {
      #expect(throws: Never.self, "\(table.name)") { try store.query(table.example) }
    }
  }

  @Test func `no journal is left, and a copy that may not be written is read`() throws {
    let told = try LedgerStory(try Story.wholeStudy())
    let views = told.ledger.directory.views
    var expected: [String] = []
    do {
      let store = ViewStore(told.ledger.directory)
      try store.catchUp(told.ledger)
      expected = try everything(store)
    }
    #expect(try FileSystem.list(views) == [ViewStore.fileName])
    let database = try Database(PathName.join(views, ViewStore.fileName), .readOnly)
    #expect(try database.rows("SELECT count(*) FROM runs")[0][0].asInt ?? 0 > 0)
    #expect(try everything(ViewStore(told.ledger.directory, caughtUpWith: told.ledger)) == expected)
  }

  @Test func `a torn file is filled anew`() throws {
    let told = try LedgerStory(try Story.wholeStudy())
    let path = PathName.join(told.ledger.directory.views, ViewStore.fileName)
    let expected = try everything(ViewStore(path: nil, caughtUpWith: told.ledger))
    for cut in [0, 100, 5_000, 20_000] {
      _ = try ViewStore(told.ledger.directory, caughtUpWith: told.ledger)
      let bytes = try FileSystem.readFile(path)
      try FileSystem.writeAtomically(path, Array(bytes.prefix(cut)))
      #expect(
        try everything(ViewStore(told.ledger.directory, caughtUpWith: told.ledger)) == expected)
    }
  }

  @Test func `runs are found, sorted and counted`() throws {
    let store = try ViewStore(path: nil, caughtUpWith: LedgerStory(try Story.wholeStudy()).ledger)
    var query = RunQuery()
    query.study = "wine"
    let all = try store.runs(query)
    #expect(all.count == all.rows.count && all.count > 1)
    query.filter = try Condition("state = finished or state != finished")
    #expect(try store.runs(query).count == all.count)
    query.filter = try Condition("metrics.nothing > 1 or not metrics.nothing > 1")
    #expect(try store.runs(query).count == 0)
    #expect(try store.missing(query).map(\.name) == ["metrics.nothing"])
    query.filter = nil
    query.sort = [RunQuery.Order(.field(.seed), isDescending: true)]
    let seeds = try store.runs(query).rows.map(\.seed)
    #expect(seeds == seeds.sorted(by: >))
    query.limit = 1
    #expect(try store.runs(query).rows.count == 1)
    #expect(try store.runs(query).count == all.count)
  }
}

extension ViewStore {
  fileprivate convenience init(path: String?, caughtUpWith ledger: Ledger) throws {
    self.init(path: path)
    try catchUp(ledger)
  }

  fileprivate convenience init(_ directory: LedgerDirectory, caughtUpWith ledger: Ledger) throws {
    try self.init(path: directory.views, caughtUpWith: ledger)
  }
}
