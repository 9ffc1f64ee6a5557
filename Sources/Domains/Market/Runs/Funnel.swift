import Codecs
import StageKit

/// How many came into every stage and how many were left, with the commonest reasons.
struct Funnel {
  /// One level of the funnel.
  struct Level: Equatable {
    let name: String
    let count: Int
    let reasons: [(name: String, count: Int)]

    static func == (left: Level, right: Level) -> Bool {
      left.name == right.name && left.count == right.count
    }
  }

  let levels: [Level]

  /// Reads what a run has left behind; a stage that did not run has no level.
  init(_ job: Job) throws(StageError) {
    var levels: [Level] = []
    let lake = job.lake
    var bars = 0
    for symbol in job.symbols where lake.has(job.paths.cleaned(symbol)) {
      bars += try lake.table(job.paths.cleaned(symbol)).count
    }
    levels.append(Level(name: "bars", count: bars, reasons: []))
    let registry = job.paths.registry("events.csv")
    if lake.has(registry) {
      levels.append(Level(name: "events", count: try lake.table(registry).count, reasons: []))
    }
    var tested = 0
    var passed = 0
    var reasons: [String: Int] = [:]
    for family in EventFamily.all {
      let path = job.paths.phase2(family.family, "phase2_candidates.csv")
      guard lake.has(path) else { continue }
      let table = try lake.table(path)
      if table.count == 0 { continue }
      tested += table.count
      passed += try table.numbers("gate_all").count { $0 == 1 }
      for list in try table.texts("fail_reasons") {
        for reason in list.split(separator: ",") { reasons[String(reason), default: 0] += 1 }
      }
    }
    if lake.has(job.paths.stage(StageName.phase2.rawValue)) {
      levels.append(Level(name: "tested", count: tested, reasons: []))
      // A plain entry that does well is asked of every hypothesis, whatever its gates say.
      try Self.add(&levels, "naive entry", job.paths.naive("naive_entry_validation.csv"), job) {
        (table) throws(StageError) in
        table.count == 0 ? 0 : try table.numbers("naive_pass").count { $0 == 1 }
      }
      levels.append(Level(name: "all gates", count: passed, reasons: Self.top(reasons)))
    }
    try Self.add(&levels, "edges", job.paths.edges("edge_candidates_normalized.csv"), job) {
      (table) throws(StageError) in try table.texts("status").count { $0 == "PROMOTED" }
    }
    let blueprints = job.paths.blueprints("blueprints.jsonl")
    if lake.has(blueprints) {
      let all = try Blueprint.read(lake.bytes(blueprints), path: blueprints)
      var dropped: [String: Int] = [:]
      let summary = job.paths.blueprints("blueprints_summary.json")
      if lake.has(summary) {
        for (_, family) in try lake.fields(summary).map("per_event_rejections") {
          for (reason, count) in family.asMap ?? [:] {
            dropped[reason, default: 0] += Int(count.asInt ?? 0)
          }
        }
      }
      levels.append(Level(name: "blueprints", count: all.count, reasons: Self.top(dropped)))
    }
    let promotion = job.paths.promotions("promotion_report.json")
    if lake.has(promotion) {
      let fields = try lake.fields(promotion)
      var failed: [String: Int] = [:]
      let rows = try fields.list("tested") { (row) throws(StageError) in
        try row.texts("fail_reasons")
      }
      for reason in rows.joined() { failed[reason, default: 0] += 1 }
      levels.append(
        Level(
          name: "promoted", count: try fields.integer("survivors_count"), reasons: Self.top(failed))
      )
    }
    self.levels = levels
  }

  /// Writes `funnel_summary.json`.
  static func write(_ job: Job) throws(StageError) {
    let funnel = try Funnel(job)
    try job.lake.write(
      job.paths.funnel,
      JSON.encode(
        [
          "run_id": .text(job.run),
          "levels": .array(
            funnel.levels.map { level in
              [
                "name": .text(level.name), "count": .int(Int64(level.count)),
                "top_fail_reasons": .array(
                  level.reasons.map { ["reason": .text($0.name), "count": .int(Int64($0.count))] }),
              ]
            }),
        ], pretty: true))
  }

  private static func add(
    _ levels: inout [Level], _ name: String, _ path: String, _ job: Job,
    _ count: (CellTable) throws(StageError) -> Int
  ) throws(StageError) {
    guard job.lake.has(path) else { return }
    let found = try count(job.lake.table(path))
    levels.append(Level(name: name, count: found, reasons: []))
  }

  /// The commonest six.
  private static func top(_ reasons: [String: Int]) -> [(name: String, count: Int)] {
    let sorted = reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return sorted.prefix(6).map { ($0.key, $0.value) }
  }
}
