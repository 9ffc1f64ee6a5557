import Codecs
import Files
import StageKit

/// Everything that a report is derived from: the analysis, made again from its index, and what the
/// study planned, left out and replayed.
struct Findings {
  /// The share of replays that have to be within their tolerances before a study may be closed.
  static let replayShareRequired = 0.90

  let design: ReportDesign
  let analysis: Analysis
  let exclusions: Exclusions
  let replays: [ReplayComparison]
  /// The registered looks that were made, in their order.
  let looks: [LookRecord]
  let denominator: TrialDenominator
  /// How many runtimes were measured while other runs may have been executed.
  let contended: Int

  /// Reads what the inputs `index`, `analysis` and `replay` hold.
  ///
  /// The tests are computed again from the index; where `statistical-tests.json` says something
  /// else, nothing is reported.
  init(_ context: TrialContext) throws(StageError) {
    let files = EvidenceFiles(context: context)
    analysis = try Analysis(context)
    design = try ReportDesign(context, analysis.design)
    exclusions = try Exclusions(files)
    replays = try files.rows(
      "replay-results.csv", in: "replay", ReplayComparison.header, ReplayComparison.init)
    looks = try LookRecord.read(context)
    denominator = try TrialDenominator(context, analysis, exclusions)
    let size = try? files.fields("sample-size.json", in: "index")
    contended = try size?.integer("contended", default: 0) ?? 0
    let written = try StageFiles.read(files.path("statistical-tests.json", in: "analysis"))
    try require(
      written == JSON.encode(analysis.statisticalTests, pretty: true),
      "'statistical-tests.json' is not what this index and this registration give; analyse again")
  }

  var first: String { design.first.id }
  var second: String { design.second.id }
  var registration: Registration { analysis.registration }
  var results: [HypothesisResult] { analysis.results }
  var summary: VariantSummary { VariantSummary(pairs: analysis.pairs, design: analysis.design) }

  /// The results with one of these verdicts.
  func results(_ verdicts: Judgement.Verdict...) -> [HypothesisResult] {
    results.filter { $0.verdict.map(verdicts.contains) ?? false }
  }

  /// How many pairs entered the analysis.
  var pairCount: Int { analysis.pairs.complete.count }

  /// How many runs of the schedule are locked.
  var lockedCount: Int { design.runs.count(where: \.isLocked) }

  /// The replays that nothing explains.
  var anomalies: [ReplayComparison] { replays.filter { $0.classification == .anomalous } }

  /// The share of replays within all tolerances; nil where nothing was replayed.
  var reproducibleShare: Double? {
    guard !replays.isEmpty else { return nil }
    return Double(replays.count { $0.classification == .acceptable }) / Double(replays.count)
  }
}

/// What became of every run that was planned: nothing falls out of the count.
struct TrialDenominator: Equatable {
  /// The classes, in the order in which the first that holds is taken, each with its count.
  let classes: [(name: String, count: Int)]
  let corrected: Int
  /// What the ledger counts beyond the runs, where it hands that to the stage.
  let ledger: [String: Int]

  static func == (left: TrialDenominator, right: TrialDenominator) -> Bool {
    left.sentence == right.sentence
  }

  init(
    _ context: TrialContext, _ analysis: Analysis, _ exclusions: Exclusions
  ) throws(StageError) {
    let runs = context.scheduledRuns
    let paired = Set(analysis.pairs.complete.map(\.pair))
    var counts: [String: Int] = [:]
    for run in runs {
      counts[Self.name(run, exclusions, paired.contains(run.pair)), default: 0] += 1
    }
    var ledger: [String: Int] = [:]
    let known = try context.fields.map("denominator")
    for (name, value) in known { ledger[name] = value.asInt.map { Int($0) } }
    if let planned = ledger["planned"] {
      counts["not_started"] = max(0, planned - counts.values.reduce(0, +))
    }
    corrected = ledger["corrected"] ?? runs.count { $0.id.withoutCorrection != $0.id }
    self.ledger = ledger
    classes = Self.order.map { ($0, counts[$0] ?? 0) }
  }

  private static let order = [
    "not_started", "under_way", "abandoned", "failed", "excluded_registered", "excluded_post_hoc",
    "rejected", "unpaired", "analysed",
  ]

  private static func name(
    _ run: TrialContext.Run, _ exclusions: Exclusions, _ isPaired: Bool
  ) -> String {
    let kind = exclusions.rows.first { $0.run == run.id }?.kind
    switch kind {
    case .registered: return "excluded_registered"
    case .postHoc: return "excluded_post_hoc"
    case .rejected: return "rejected"
    case .unpaired: return "unpaired"
    case .missing:
      return run.status == "running"
        ? "under_way" : run.status == "abandoned" ? "abandoned" : "failed"
    case nil: return isPaired ? "analysed" : "unpaired"
    }
  }

  var planned: Int { classes.reduce(0) { $0 + $1.count } }

  /// How many runs there are, with those that were replaced.
  var runs: Int { planned - (classes.first?.count ?? 0) + corrected }

  /// The whole count in one sentence, with what it took to get there.
  var sentence: String {
    var text = String(slots.dropLast())
    if let attempts = ledger["attempts"] {
      text += ", \(attempts) attempts (\(ledger["retried"] ?? 0) retried)"
    }
    if let amended = ledger["amended"] {
      text += ", \(amended == 1 ? "1 amendment" : "\(amended) amendments")"
    }
    return text + "."
  }

  /// What became of every slot, in one sentence: the same however often something was tried.
  var slots: String {
    var text = "\(planned) planned: "
    if let registered = ledger["registered"] {
      let (added, withdrawn) = (ledger["added"] ?? 0, ledger["withdrawn"] ?? 0)
      text = "\(registered) registered + \(added) added - \(withdrawn) withdrawn = \(text)"
    }
    text += classes.reversed().map { "\($0.count) \($0.name.words)" }.joined(separator: ", ")
    return text + "; \(runs) runs (\(corrected) corrected)."
  }
}

extension String {
  /// A name for programs as words: `multi_step_reasoning` becomes `multi step reasoning`.
  var words: String { String(map { $0 == "_" ? " " : $0 }) }
}

/// What a registered look at the data said of the primary hypothesis.
struct LookRecord: Equatable {
  /// The pairs that were looked at.
  let pairs: Int
  /// The alpha that the look spent.
  let alpha: Double
  let corrected: Double?
  let verdict: String

  /// The looks under the input `looks`, a directory for each; none where the stage declares none.
  static func read(_ context: TrialContext) throws(StageError) -> [LookRecord] {
    guard let directory = context.optionalInput("looks") else { return [] }
    var records: [LookRecord] = []
    for path in try StageFiles.walk(directory)
    where PathName.lastComponent(path) == "statistical-tests.json" {
      let file = try StageFields(
        StageFiles.readJSON(PathName.join(directory, path)), "'\(path)' of input 'looks'")
      let tests = try file.list("tests") { (test) throws(StageError) in
        (
          isPrimary: try test.flag("primary"), alpha: try test.number("alpha"),
          corrected: try test.has("p_corrected") ? test.number("p_corrected") : nil,
          verdict: try test.text("verdict", default: "not_tested")
        )
      }
      guard let primary = tests.first(where: \.isPrimary) else { continue }
      records.append(
        LookRecord(
          pairs: try file.integer("pairs"), alpha: primary.alpha, corrected: primary.corrected,
          verdict: primary.verdict))
    }
    return records.sorted { $0.pairs < $1.pairs }
  }
}
