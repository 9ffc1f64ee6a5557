import Codecs
import Files

/// The study file of a goal: three levels of the same stages, each with its gates.
struct GoalStudy {
  let spec: GoalSpec
  /// The study's name.
  let slug: String
  /// The path of the data from the study file.
  let data: String
  /// The dataset within the data, and that of the smoke test.
  let dataset: String
  let smokeDataset: String

  /// A text as YAML reads it back, whatever it holds.
  static func quoted(_ text: String) -> String { JSON.string(.text(text)) }

  private static func list(_ words: some Sequence<String>) -> String {
    "[\(words.joined(separator: ", "))]"
  }

  private static func numbers(_ values: some Sequence<Int64>) -> String {
    list(values.map { "\($0)" })
  }

  /// The file.
  var text: String { head + levels + limits + stages }

  private var head: String {
    """
    # Made by `runledger embeddings goal` from the goal's spec; edit it as any study file.
    study: \(slug)
    objective: \(Self.quoted(spec.objective))
    metric: best_pooled_auc
    seed: 42

    inputs: {cells: \(Self.quoted(data))}

    params:
    \(scope(spec.scope, dataset, "  "))
      filters: \(Self.list(spec.filters.map(Self.quoted)))
      # The choice of genes by which K is chosen:
      reference: \(Self.quoted(spec.filters.first ?? "all"))
      methods: \(Self.list(spec.methods))
      ks: \(Self.numbers(spec.counts))
      seeds: \(Self.numbers((1...Int64(spec.seeds)).map { $0 }))
      folds: \(spec.folds)
      repeats: \(spec.repeats)
      permutations: \(spec.permutations)


    """
  }

  private func scope(_ scope: GoalSpec.Scope, _ dataset: String, _ indent: String) -> String {
    [
      "dataset: \(Self.quoted(dataset))", "label: \(Self.quoted(scope.label))",
      "positive: \(Self.quoted(scope.positive))", "patient: \(Self.quoted(scope.patient))",
      "min_cells: \(scope.fewestCells)", "min_genes: \(scope.fewestGenes)",
    ].map { indent + $0 }.joined(separator: "\n")
  }

  /// A: one filter, one method, the smallest K, two seeds.
  ///
  /// B: one filter, all methods, the smaller half of K. C: everything.
  private var levels: String {
    let smallest = spec.counts.prefix(1)
    let half = spec.counts.prefix((spec.counts.count + 1) / 2)
    var smoke = [
      "methods: \(Self.list(spec.methods.prefix(1)))", "ks: \(Self.numbers(smallest))",
      "seeds: [1, 2]", "folds: \(min(spec.folds, 3))", "repeats: 1",
      "permutations: \(PermutationControl.fewest)",
    ]
    let filter = spec.smoke == nil ? spec.filters.first ?? "all" : "all"
    smoke += ["filters: [\(Self.quoted(filter))]", "reference: \(Self.quoted(filter))"]
    var lines = ["levels:", "  A:                              # smoke"]
    lines.append("    params:")
    lines += smoke.map { "      " + $0 }
    if let other = spec.smoke { lines.append(scope(other, smokeDataset, "      ")) }
    lines += [
      "    seeds: [42]", "  B:                              # pilot", "    params:",
      "      filters: [\(Self.quoted(spec.filters.first ?? "all"))]",
      "      ks: \(Self.numbers(half))", "      seeds: [1, 2, 3]",
      "      repeats: \(min(spec.repeats, 2))", "      permutations: \(min(spec.permutations, 40))",
      "    seeds: [42]", "  C: {seeds: [42]}                # full", "", "",
    ]
    return lines.joined(separator: "\n")
  }

  private var limits: String {
    """
    requires: {disk: 200M}
    budget: {runtime: \(spec.runtime), memory: \(spec.memory), retries: \(spec.retries)}
    stop:
      success: \(Self.quoted(spec.success ?? "plan2.permutation_margin.min > 0"))
      failure: \(Self.quoted(spec.failure ?? "plan1.best_pooled_auc.max < 0.6"))
    pins: {refuse: [inputs], record: [git, host, toolchain]}

    """
  }

  private var filterWords: String {
    spec.scope.filters.map { ", --filter, \(Self.quoted($0))" }.joined()
  }

  private var stages: String {
    let labels = """
      --label, "${params.label}", --positive, "${params.positive}",
            --patient, "${params.patient}"
      """
    return """

      stages:
        - name: preprocess                # one unit for each choice of genes
          run: [runledger, simulate, embeddings, preprocess,
            --data, "${inputs.cells}/${params.dataset}", --tag, "${unit.filter}",
            \(labels)\(filterWords),
            --min-cells, "${params.min_cells}", --min-genes, "${params.min_genes}",
            --flat, -o, prepared]
          inputs: {cells: inputs.cells}
          foreach: {filter: "${params.filters}"}
          outputs: {prepared/matrix.npy: blob, prepared/obs.csv: blob, prepared/var.csv: blob,
            prepared/gene_log.json: blob, prepared/preprocessing_summary.json: blob,
            prepared/adata_preprocessed.h5ad: digest}
          timeout: 10m
          retry: {attempts: 2, for: [io, env, timeout], backoff: 1s}
          gates:
            - name: sane
              checks:
                - {exists: prepared/adata_preprocessed.h5ad}
                - {metric: cells, in: prepared/preprocessing_summary.json, pass: ">= 100"}
                - {metric: largest_score, in: prepared/preprocessing_summary.json, pass: "<= 30"}

        - name: fit                       # one unit for each method, K and seed
          run: [runledger, simulate, embeddings, fit,
            --data, "${inputs.prepared}/filter=${params.reference}",
            --method, "${unit.method}", --k, "${unit.k}", --seed, "${unit.seed}", -o, replicate]
          inputs: {prepared: "preprocess/prepared/*"}
          foreach: {method: "${params.methods}", k: "${params.ks}", seed: "${params.seeds}"}
          outputs: {replicate/scores.npy: blob, replicate/loadings.npy: blob,
            replicate/extras.json: blob, replicate/embedding.json: blob}
          timeout: 10m
          retry: {attempts: 3, for: [io, env, timeout], backoff: 1s}
          gates:
            - name: embedding             # no degenerate embedding
              checks:
                - {metric: finite, in: replicate/embedding.json, pass: "== 1"}
                - {metric: smallest_variance, in: replicate/embedding.json, pass: "> 1e-10"}
                - {metric: largest_correlation, in: replicate/embedding.json, pass: "<= 0.999"}
                - {metric: rank_deficit, in: replicate/embedding.json, pass: "== 0"}

        - name: plan0                     # stability of every method and K, and the choice of K
          run: [runledger, simulate, embeddings, plan0, --replicates, "${inputs.replicates}", -o, .]
          inputs: {replicates: "fit/replicate/*"}
          outputs: {analysis/plan0/k_selection_summary.csv: blob,
            analysis/plan0/k_selection.json: blob, "analysis/plan0/stability/**/*.json": blob}
          publish: [analysis/plan0/k_selection_summary.csv, analysis/plan0/k_selection.json]
          timeout: 10m
          gates:
            - name: stability             # a replicate summary for each method and K
              checks:
                - {rows: analysis/plan0/k_selection_summary.csv, pass: ">= 1"}
                - {metric: undefined, in: analysis/plan0/k_selection.json, pass: "== 0"}
                - {metric: without_k, in: analysis/plan0/k_selection.json, pass: "== 0"}
                - {metric: degenerate, in: analysis/plan0/k_selection.json, pass: "== 0"}

        - name: plan1                     # the classifier, per patient and pooled
          run: [runledger, simulate, embeddings, plan1,
            --data, "${inputs.prepared}/filter=${unit.filter}", --methods, "${unit.method}",
            --selection, "${inputs.selection}", \(labels),
            --folds, "${params.folds}", --repeats, "${params.repeats}", --seed, "${seed}", -o, .]
          inputs: {prepared: "preprocess/prepared/*",
            selection: plan0/analysis/plan0/k_selection.json}
          foreach: {filter: "${params.filters}", method: "${params.methods}"}
          outputs: {"analysis/**/*.csv": blob, "analysis/**/*.json": blob,
            "analysis/preprocess_cache/*/adata_with_dr.h5ad": digest, "models/**": blob}
          timeout: 30m
          retry: {attempts: 2, for: [io, env, timeout], backoff: 1s}
          gates:
            - name: files
              checks: [{metric: adata_cells, pass: ">= 100"}]
            - name: coverage              # every patient is evaluated, or left out for a reason
              checks:
                - {metric: coverage, pass: "== 1"}
                - {metric: evaluated_share, pass: ">= 0.8"}
            - name: predictions           # no constant prediction, every optimum reached
              checks:
                - {metric: constant_predictions, pass: "== 0"}
                - {metric: degenerate, pass: "== 0"}
                - {metric: unconverged, pass: "== 0"}
                - {metric: best_pooled_auc, pass: ">= 0.7", warn: ">= 0.6"}

        - name: plan2                     # labels shuffled within each patient
          run: [runledger, simulate, embeddings, plan2,
            --data, "${inputs.prepared}/filter=${unit.filter}", --methods, "${unit.method}",
            --selection, "${inputs.selection}", \(labels),
            --permutations, "${params.permutations}", --folds, "${params.folds}",
            --seed, "${seed}", -o, .]
          inputs: {prepared: "preprocess/prepared/*",
            selection: plan0/analysis/plan0/k_selection.json}
          foreach: {filter: "${params.filters}", method: "${params.methods}"}
          outputs: {"analysis/plan2/*/permutation.csv": blob,
            "analysis/plan2/*/permutation_gate.json": blob}
          timeout: 30m
          gates:
            - name: permutations          # better than 19 of 20 shufflings
              checks:
                - {metric: permutation_margin, pass: "> 0"}
                - {metric: permutation_failed, pass: "== 0"}   # p <= 0.05, exactly

        - name: report
          run: [runledger, simulate, embeddings, report, "${inputs.plan0}", "${inputs.replicates}",
            "${inputs.plan1}", "${inputs.models}", "${inputs.plan2}", -o, report]
          inputs: {plan0: "plan0/analysis/plan0/*", replicates: fit/replicate/extras.json,
            plan1: "plan1/analysis/**/*.csv", models: "plan1/models/**",
            plan2: "plan2/analysis/plan2/*/*"}
          outputs: {report/report.html: blob, report/report.md: blob, "report/figures/*.svg": blob,
            "report/tables/*.csv": blob}
          publish: [report/report.html, report/report.md, "report/figures/*.svg",
            "report/tables/*.csv"]
          timeout: 10m
          gates:
            - name: files
              checks: [{exists: report/report.html}]

      """
  }
}
