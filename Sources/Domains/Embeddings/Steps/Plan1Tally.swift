import Codecs
import Files
import Numerics
import StageKit

/// What plan 1 found, over all methods of one choice of genes.
struct Plan1Tally {
  private let patients: [String]
  private var table = CSVTable([
    "method", "k", "patients", "evaluated", "skipped", "constant_predictions", "pooled_auc",
    "label_silhouette", "communities", "label_ari", "label_nmi", "sane", "unconverged",
  ])
  private var smallestShare = 1.0
  private var smallestCoverage = 1.0
  private var constant = 0
  private var insane = 0
  private var unconverged = 0
  private var areas: [Double?] = []
  /// What may help should a gate stop the stage, the cause that is to be mended first at the end.
  private var advice: [String] = []

  init(patients: [String]) { self.patients = patients }

  mutating func add(
    _ method: Method, count: Int, _ grid: GridTables, _ health: EmbeddingHealth, unconverged: Int,
    separation: LabelSeparation
  ) throws(StageError) {
    let total = Double(patients.count)
    let evaluated = grid.evaluated.count
    table.add([
      method.rawValue, "\(count)", "\(patients.count)", "\(evaluated)", "\(grid.skipped.count)",
      "\(grid.constant.count)", CSVTable.cell(grid.pooledAUC),
      CSVTable.cell(separation.silhouette),
      "\(separation.communities)",
      CSVTable.cell(separation.agreement?.adjustedRandIndex),
      CSVTable.cell(separation.agreement?.normalizedMutualInformation()),
      health.isSane ? "1" : "0", "\(unconverged)",
    ])
    let name = method.rawValue
    if let area = grid.pooledAUC, area < 0.7 {
      advice.append("leave '\(name)' with these genes out of the stage's foreach: AUC \(area)")
    }
    if !grid.constant.isEmpty {
      advice.append(
        "give --alphas that end lower: every cell of \(grid.constant[0]) is called alike")
    }
    if unconverged > 0 { advice.append("give --alphas that begin higher, from 1e-2 on") }
    if !health.isSane { advice.append("choose fewer dimensions of '\(name)' than \(count)") }
    if 5 * grid.skipped.count > patients.count {
      let names = grid.skipped.map(\.patient).joined(separator: ", ")
      advice.append(
        "leave out by --filter, or join in the patient column, what is too small: \(names)")
    }
    smallestShare = min(smallestShare, Double(evaluated) / total)
    smallestCoverage = min(
      smallestCoverage, Double(evaluated + grid.skipped.count) / total)
    constant += grid.constant.count
    insane += health.isSane ? 0 : 1
    self.unconverged += unconverged
    areas.append(grid.pooledAUC)
  }

  /// Writes the summary, the settings and the counts, and reports what gates look at.
  func write(
    to place: String, _ call: StepCall, _ labels: DataArguments.Labels, _ words: ParsedArguments
  ) throws(StageError) {
    func path(_ name: String) -> String { PathName.join(place, "analysis/\(name)") }
    try StageFiles.write(path("plan1_summary.csv"), table.bytes)
    let best = areas.contains { $0 == nil } ? nil : areas.compactMap { $0 }.max()
    let summary: Value = [
      "patients": .int(Int64(patients.count)), "evaluated_share": .double(smallestShare),
      "coverage": .double(smallestCoverage), "constant_predictions": .int(Int64(constant)),
      "degenerate": .int(Int64(insane)), "unconverged": .int(Int64(unconverged)),
      "best_pooled_auc": .double(best ?? .nan),
    ]
    try StageFiles.write(path("plan1_summary.json"), JSON.encode(summary, pretty: true))
    var config = ValueMap()
    for option in Plan1Step.options {
      guard option.name != "output", let value = words.value(option.name) else { continue }
      config[option.name] = .text(value)
    }
    try StageFiles.write(path("config.json"), JSON.encode(.map(config), pretty: true))
    var counts = CSVTable(["patient", "n_cells", "n_malignant", "n_normal"])
    for patient in patients {
      let cells = labels.cells(of: patient)
      let positive = cells.count { labels.positive[$0] }
      counts.add([patient, "\(cells.count)", "\(positive)", "\(cells.count - positive)"])
    }
    try StageFiles.write(path("input_diagnostics/counts_by_patient.csv"), counts.bytes)
    if let next = advice.last { try call.events.note(advice.joined(separator: "; "), next: next) }
    try call.events.metric("evaluated_share", smallestShare)
    try call.events.metric("coverage", smallestCoverage)
    try call.events.metric("adata_cells", Double(labels.positive.count))
    try call.events.metric("constant_predictions", Double(constant))
    try call.events.metric("degenerate", Double(insane))
    try call.events.metric("unconverged", Double(unconverged))
    try call.events.metric("best_pooled_auc", best ?? .nan)
  }
}
