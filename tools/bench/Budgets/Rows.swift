import Files
import Ledger
import Projections
import SQLite
import Study

extension Benchmark {
  /// The table of runs over many runs of ten parameters and ten metrics each.
  ///
  /// The rows are put into the file as they would be after so many runs; what is measured is the
  /// way from a question to the table.
  static let rows = Benchmark(
    name: "rows", summary: "runs, --where and --sort over 10^4 and 10^5 runs of twenty values"
  ) { fixtures, options in
    var results: [Result] = []
    for (count, names) in [(10_000, ["runs_1000"]), (100_000, ["runs_where", "runs_sort"])] {
      if options.isShort, count > 10_000 { continue }
      let store = try filled(fixtures, runs: count)
      for name in names {
        let query = try query(name)
        ProcessUsage.resetPeak()
        let rounds = try Measuring.rounds(options) {
          try Measuring.milliseconds { _ = try RunTable(query, of: store) }
        }
        results.append(
          Result(
            name, entries: count, .milliseconds, rounds, peakRSS: ProcessUsage.peakResidentBytes()))
      }
    }
    return results
  }

  private static func query(_ name: String) throws -> RunQuery {
    var query = RunQuery()
    query.study = "many"
    switch name {
    case "runs_where":
      query.filter = try Condition("params.p3 < 0.1 and metrics.m7 > 0.9")
      query.limit = 20
    case "runs_sort":
      if let reference = Condition.Reference(["metrics", "m7"]) {
        query.sort = [RunQuery.Order(reference, isDescending: true)]
      }
      query.limit = 20
    default: query.limit = 1_000
    }
    return query
  }

  /// Rows of a ledger, with a study of so many runs beside it.
  private static func filled(_ fixtures: Fixtures, runs: Int) throws -> ViewStore {
    let workload = try fixtures.emptyLedger()
    let path = PathName.join(fixtures.place.path, "rows-\(runs)")
    let store = ViewStore(path: path)
    try store.catchUp(workload.ledger)
    try store.flush()
    let database = try Database(PathName.join(path, ViewStore.fileName), .readWrite)
    try database.execute(
      """
      PRAGMA synchronous = OFF;
      BEGIN;
      INSERT INTO studies VALUES ('many', 'which?', 'm7', 'single', 'open', 1, 0, NULL, 0, NULL, \
      0, 0);
      CREATE TEMP TABLE n AS WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c \
      WHERE i + 1 < \(runs)) SELECT i FROM c;
      CREATE TEMP TABLE k AS WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c \
      WHERE i + 1 < 10) SELECT i FROM c;
      INSERT INTO runs SELECT 'many', printf('r%06d', i), i, 'single', 'run', '', NULL, NULL, \
      NULL, NULL, i, 'finished', 'PASS', i, i, i, 1, NULL, 0, NULL, NULL, NULL, 1, 0, \
      NULL, 0, i FROM n;
      INSERT INTO params SELECT 'many', printf('r%06d', n.i), 'p' || k.i, \
      (n.i * 7919 + k.i * 104729) % 1000 / 1000.0, (n.i * 7919 + k.i * 104729) % 1000 / 1000.0, \
      k.i, 0, n.i FROM n, k;
      INSERT INTO metrics SELECT 'many', printf('r%06d', n.i), 'fit', '', 'm' || k.i, \
      (n.i * 6007 + k.i * 1299709) % 1000 / 1000.0, NULL, 1, 0, 0, n.i FROM n, k;
      DROP TABLE n;
      DROP TABLE k;
      COMMIT;
      """)
    return store
  }
}
