import Codecs
import StageKit

/// Draws up hypotheses from mechanisms and from which data there are; no outcome is looked at.
enum QueueStage {
  /// A mechanism: how it is put, and how sharp its parts are.
  private struct Template {
    let id: String
    let trigger: String
    let state: String
    let family: String
    /// Trigger, state, confirmation and invalidation are given: 0 or 1 each.
    let parts: [Double]
    let observability: Double
    let testability: Double
    let horizon: String
    let data: [String]
  }

  private static let templates: [Template] = [
    Template(
      id: "forced_participation", trigger: "a jump of short volatility",
      state: "a calm base before it", family: VolatilityShock.family, parts: [1, 1, 1, 1],
      observability: 0.9, testability: 0.9, horizon: "medium", data: ["ohlcv"]),
    Template(
      id: "latency", trigger: "a wide gap between venues", state: "a slow venue",
      family: VolatilityShock.family, parts: [1, 0, 1, 1], observability: 0.5, testability: 0.6,
      horizon: "short", data: ["ohlcv", "spot"]),
    Template(
      id: "capacity", trigger: "a range far below its median", state: "idle liquidity",
      family: RangeCompression.family, parts: [1, 1, 1, 1], observability: 0.9, testability: 0.9,
      horizon: "medium", data: ["ohlcv"]),
    Template(
      id: "crowding", trigger: "persistent one-sided funding", state: "a narrow range",
      family: RangeCompression.family, parts: [1, 1, 0, 1], observability: 0.7, testability: 0.7,
      horizon: "medium", data: ["ohlcv", "funding"]),
    Template(
      id: "information", trigger: "a scheduled session begins", state: "a narrow range",
      family: RangeCompression.family, parts: [1, 1, 0, 0], observability: 0.8, testability: 0.6,
      horizon: "short", data: ["ohlcv"]),
  ]

  /// Ways to join two mechanisms.
  private static let fusions = ["sequence", "intersection", "contrast", "gating", "residual"]
  /// Most fused hypotheses.
  private static let fusedMax = 24
  /// Words of outcomes and of data that a mechanism must not contain.
  private static let outcomeWords = [
    "return", "pnl", "profit", "sharpe", "sortino", "alpha", "drawdown", "ohlcv_", "funding_",
  ]

  static func run(_ job: Job) throws(StageError) {
    var rows: [[String]] = []
    let available = try datasets(job)
    for template in templates {
      rows.append(
        try row(
          kind: "template", template.id, fusion: "",
          "When \(template.trigger) meets \(template.state), participants have to act.",
          [template], job))
    }
    for (index, fusion) in fusions.enumerated() {
      for left in templates.indices {
        let right = templates[(left + index + 1) % templates.count]
        if rows.count - templates.count >= fusedMax { break }
        let first = templates[left]
        rows.append(
          try row(
            kind: "fusion", "\(first.id)+\(right.id)", fusion: fusion,
            "By \(fusion): \(first.trigger), then \(right.trigger), within \(right.state).",
            [first, right], job))
      }
    }
    let usable = rows.filter { row in
      row[8].split(separator: "|").allSatisfy { available.contains(String($0)) }
    }
    try write(usable, rows.count - usable.count, available, job)
  }

  static let columns = [
    "hypothesis_id", "source_kind", "template_id", "fusion_operator", "mechanism_sentence",
    "event_family_spec", "fixed_horizon_bucket", "negative_controls", "required_datasets",
    "coherence_score", "observability_score", "testability_score", "priority_score",
    "target_phase2_event_types",
  ]

  private static func datasets(_ job: Job) throws(StageError) -> [String] {
    var all = ["ohlcv"]
    let venue = try Ingest.settled(job)
    for (name, market, kind) in [("funding", "perp", "funding"), ("spot", "spot", "ohlcv")] {
      var isThere = true
      for symbol in job.symbols where isThere {
        isThere = try !Ingest.files(venue, market, symbol, kind, job).isEmpty
      }
      if isThere { all.append(name) }
    }
    return all
  }

  private static func row(
    kind: String, _ id: String, fusion: String, _ sentence: String, _ parts: [Template], _ job: Job
  ) throws(StageError) -> [String] {
    let words = sentence.lowercased()
    if let word = outcomeWords.first(where: { words.contains($0) }) {
      throw .invalid("hypothesis '\(id)' speaks of an outcome: '\(word)'")
    }
    func mean(_ value: (Template) -> Double) -> Double {
      parts.reduce(0) { $0 + value($1) } / Double(parts.count)
    }
    let coherence = mean { part in
      zip([0.4, 0.2, 0.2, 0.2], part.parts).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let (observability, testability) = (mean(\.observability), mean(\.testability))
    var data: [String] = []
    for name in parts.flatMap(\.data) where !data.contains(name) { data.append(name) }
    var families: [String] = []
    for part in parts where !families.contains(part.family) { families.append(part.family) }
    let scores = [
      coherence, observability, testability, (coherence + observability + testability) / 3,
    ]
    return [
      "", kind, id, fusion, sentence, families.joined(separator: "|"), parts[0].horizon,
      "matched_hour_and_volatility|shuffled_event_times", data.joined(separator: "|"),
    ] + scores.map { Decimal64.text(($0 * 1e6).rounded() / 1e6) } + [
      families.joined(separator: "|")
    ]
  }

  private static func write(
    _ rows: [[String]], _ left: Int, _ available: [String], _ job: Job
  ) throws(StageError) {
    let sorted = rows.sorted {
      (-(Double($0[12]) ?? 0), $0[2], $0[3]) < (-(Double($1[12]) ?? 0), $1[2], $1[3])
    }
    var text = TableText(columns)
    var lines: [UInt8] = []
    for (index, row) in sorted.enumerated() {
      let number = String(repeating: "0", count: max(0, 4 - "\(index + 1)".count)) + "\(index + 1)"
      let cells = ["\(job.run)_H\(number)"] + row.dropFirst()
      text.row(cells)
      lines += JSON.encode(.map(ValueMap(zip(columns, cells).map { ($0, .text($1)) })))
      lines.append(UInt8(ascii: "\n"))
    }
    try job.write(job.paths.queue("phase1_hypothesis_queue.csv"), text)
    try job.write(job.paths.queue("phase1_hypothesis_queue.jsonl"), lines, rows: text.count)
    for (kind, name) in [("template", "template_hypotheses"), ("fusion", "fusion_hypotheses")] {
      let own = sorted.filter { $0[1] == kind }.map { row in
        Value.map(ValueMap(zip(columns, row).dropFirst().map { ($0, .text($1)) }))
      }
      try job.write(job.paths.queue("\(name).json"), .array(own))
    }
    try job.write(
      job.paths.queue("introspection.json"),
      ["run_id": .text(job.run), "datasets": .array(available.map(Value.text))])
    try job.write(
      job.paths.queue("summary.json"),
      [
        "run_id": .text(job.run), "queued": .int(Int64(text.count)),
        "left_out_for_missing_data": .int(Int64(left)),
        "datasets": .array(available.map(Value.text)),
      ])
    job.stats["queued"] = .int(Int64(text.count))
  }
}

/// The queue of a run, where one was drawn up.
enum HypothesisQueue {
  /// Which data a hypothesis may ask for.
  private static let datasets = ["ohlcv", "funding", "spot"]

  /// The hypotheses that name a family; none without a queue.
  ///
  /// A queue that says nothing of the family, or asks for data that nobody knows, is refused.
  static func supporting(_ family: String, _ job: Job) throws(StageError) -> [String] {
    let path = job.paths.queue("phase1_hypothesis_queue.csv")
    guard job.lake.has(path) else { return [] }
    let table = try job.table(path)
    let ids = try table.texts("hypothesis_id")
    let (targets, data) = (
      try table.texts("target_phase2_event_types"), try table.texts("required_datasets")
    )
    var found: [String] = []
    for row in ids.indices {
      for name in data[row].split(separator: "|") where !datasets.contains(String(name)) {
        throw .invalid(
          "'\(path)' line \(row + 2): there is no data set '\(name)'",
          hint: Hint.choice(String(name), among: datasets))
      }
      if targets[row].split(separator: "|").contains(Substring(family)) { found.append(ids[row]) }
    }
    guard !found.isEmpty else {
      throw .invalid(
        "the queue '\(path)' names no hypothesis for '\(family)'",
        hint: "'--phase2_event_type' takes the families that it names")
    }
    return found
  }
}
