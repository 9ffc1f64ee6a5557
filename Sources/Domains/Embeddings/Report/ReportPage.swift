import Codecs
import Documents
import Numerics
import StageKit

/// The report: which K, which method, how well, and whether chance does as well.
struct ReportPage {
  let results: PlanResults

  /// The text with its tables and figures.
  func document() throws(StageError) -> Document {
    var page = Document(title: "Embeddings of cells")
    page.subtitle("Choice of dimensions, classification per patient, permutation control")
    try decide(&page)
    if let table = results.selection { try chooseK(&page, table) }
    for evaluation in results.evaluations { evaluate(&page, evaluation) }
    try control(&page)
    cautions(&page)
    return page
  }

  private func decide(_ page: inout Document) throws(StageError) {
    page.section("Decision")
    let rows = results.summaries.flatMap { summary in
      summary.table.rows.map { (summary.filter, summary.table, $0) }
    }
    let best = rows.max {
      ($0.1.number($0.2, "pooled_auc") ?? -1) < ($1.1.number($1.2, "pooled_auc") ?? -1)
    }
    var passed: [String] = []
    var failed: [String] = []
    for control in results.controls {
      for (method, words) in try words(control.gate) {
        if words.isPassed {
          passed.append("\(method) with \(control.filter)")
        } else {
          failed.append("\(method) with \(control.filter)")
        }
      }
    }
    if let best, let auc = best.1.number(best.2, "pooled_auc") {
      let method = best.1.value(best.2, "method")
      page.notice(
        .finding, "Best",
        """
        \(strong: method) with \(best.1.value(best.2, "k")) dimensions and genes \
        \(code: best.0) tells the labels apart best: AUC \(Numeral.fixed(auc, 3)) out of fold, \
        pooled over patients.
        """)
    }
    if !failed.isEmpty {
      page.notice(
        .caution, "Chance does as well",
        """
        Labels shuffled within patients do as well as the real ones: \
        \(failed.joined(separator: "; ")).
        """
      )
    } else if !passed.isEmpty {
      page.paragraph(
        "Labels shuffled within patients do worse than the real ones in every case that was tried.")
    }
    guard !rows.isEmpty else { return }
    page.table(
      Table(
        "methods", caption: "What each method gives with each choice of genes.",
        [
          .init("Genes", "filter"), .init("Method", "method"), .number("K", "k"),
          .number("Patients evaluated", "evaluated"), .number("left out", "skipped"),
          .number("AUC pooled", "pooled_auc"), .number("Silhouette", "label_silhouette"),
          .number("Communities", "communities"), .number("ARI", "label_ari"),
          .number("NMI", "label_nmi"),
        ],
        rows.map { filter, table, row in
          [
            .code(filter), .code(table.value(row, "method")), .init(table.value(row, "k")),
            .init(table.value(row, "evaluated")), .init(table.value(row, "skipped")),
            .init(table.number(row, "pooled_auc"), 3),
            .init(table.number(row, "label_silhouette"), 3), .init(table.value(row, "communities")),
            .init(table.number(row, "label_ari"), 3), .init(table.number(row, "label_nmi"), 3),
          ]
        }))
  }

  private func chooseK(_ page: inout Document, _ table: CSVTable) throws(StageError) {
    page.section("Choice of K")
    page.figure(EmbeddingFigures.stability(table))
    page.table(
      Table(
        "k-selection", caption: "Stability of replicates by method and K.",
        [
          .init("Method", "method"), .number("K", "k"), .number("Seeds", "n_seeds"),
          .number("Best match", "stability_best_a_median"),
          .number("one to one", "stability_one_to_one_median"),
          .number("Below .3", "stability_frac_lt_0p3"),
          .number("Silhouette", "consensus_silhouette"), .number("Variance", "variance_proxy"),
          .init("Gate", "verdict"),
        ],
        table.rows.map { row in
          [
            .code(table.value(row, "method")), .init(table.value(row, "k")),
            .init(table.value(row, "n_seeds")),
            .init(table.number(row, "stability_best_a_median"), 3),
            .init(table.number(row, "stability_one_to_one_median"), 3),
            .init(table.number(row, "stability_frac_lt_0p3"), 3),
            .init(table.number(row, "consensus_silhouette"), 3),
            .init(table.number(row, "variance_proxy"), 3), .init(table.value(row, "verdict")),
          ]
        }))
    var items: [Prose] = []
    for decision in results.decisions {
      let method = try decision.text("method")
      let chosen = decision.has("k") ? "K \(try decision.integer("k"))" : "no K"
      items.append("\(strong: method): \(chosen): \(try decision.text("rationale")).")
    }
    page.list(items)
    if !results.ratios.isEmpty { page.figure(EmbeddingFigures.scree(results.ratios)) }
  }

  private func evaluate(_ page: inout Document, _ evaluation: PlanResults.Evaluation) {
    page.section("\(evaluation.method), \(evaluation.filter)")
    let table = evaluation.predictions
    let rows = table.rows.filter { table.value($0, "downsampling") == "none" }
    let labels = rows.map { (table.value($0, "cell"), table.value($0, "label") == "1") }
    if let found = results.embeddings.first(where: {
      $0.filter == evaluation.filter && $0.method == evaluation.method
    }),
      let figure = EmbeddingFigures.scatter(
        found.filter, found.method, found.cells, found.scores, labels: labels)
    {
      page.figure(figure)
    }
    page.figure(EmbeddingFigures.roc(evaluation))
    if let patients = evaluation.patients {
      let rows = patients.rows.filter { patients.value($0, "downsampling") == "none" }
      page.table(
        Table(
          "confusion-\(evaluation.filter)-\(evaluation.method)",
          caption: "Confusion at a probability of one half, out of fold, by patient.",
          [
            .init("Patient", "patient"), .number("Cells", "n"), .number("True +", "tp"),
            .number("False +", "fp"), .number("True −", "tn"), .number("False −", "fn"),
            .number("Accuracy", "acc"), .number("AUC", "auc"), .number("Precision", "ap"),
          ],
          rows.map { row in
            [
              Table.Cell(patients.value(row, "patient")), .init(patients.value(row, "n")),
              .init(patients.value(row, "tp")), .init(patients.value(row, "fp")),
              .init(patients.value(row, "tn")), .init(patients.value(row, "fn")),
              .init(patients.number(row, "acc"), 3), .init(patients.number(row, "auc"), 3),
              .init(patients.number(row, "ap"), 3),
            ]
          }))
    }
    if let skips = evaluation.skips, !skips.rows.isEmpty {
      page.list(
        skips.rows.map { row in
          """
          \(skips.value(row, "patient")), downsampling \(skips.value(row, "downsampling")): \
          \(skips.value(row, "reason"))
          """
        })
    }
  }

  private func control(_ page: inout Document) throws(StageError) {
    guard !results.controls.isEmpty else { return }
    page.section("Permutation control")
    page.paragraph(
      """
      The labels are shuffled within each patient, and everything that looks at labels is done \
      again. The gate asks for an AUC above the 95th percentile of the shufflings.
      """)
    for control in results.controls {
      for (method, words) in try words(control.gate) {
        page.figure(EmbeddingFigures.permutations(control.filter, method, control.table, words))
      }
    }
  }

  private func words(
    _ gate: StageFields
  ) throws(StageError) -> [(method: String, words: PermutationWords)] {
    try gate.members("methods") { (method, fields) throws(StageError) in
      (
        method,
        PermutationWords(
          observed: fields.map["observed_auc"]?.asDouble ?? .nan,
          percentile: fields.map["auc_p95"]?.asDouble ?? .nan,
          probability: fields.map["p_value"]?.asDouble ?? .nan,
          isPassed: try fields.text("verdict") == "PASS")
      )
    }
  }

  private func cautions(_ page: inout Document) {
    page.section("How far this goes")
    var items: [Prose] = [
      """
      Dimensions are fitted to all cells before the classifier is cross-validated: what is out of \
      fold is the classifier alone.
      """,
      """
      The groups called patients are what the patient column says. Suffixes of barcodes are \
      libraries of one run, and no patients.
      """,
      """
      Results in the sample (metrics.csv) say how well a model can be fitted, and not how well it \
      predicts.
      """,
    ]
    if !results.labelFilters.isEmpty {
      items.append(
        """
        The genes of \(strong: results.labelFilters.joined(separator: ", ")) were chosen by the \
        labels: results with them are too good, and the control does not cover the choice.
        """)
    }
    page.list(items)
  }
}
