public import StageKit

/// Embeddings of cells: which choice of genes and dimensions tells labels apart, stably.
public enum Embeddings: Domain {
  /// The name of its steps and verbs.
  public static let name = "embeddings"

  /// What it is about.
  public static let summary = "dimension reductions of cells: choose K, classify, control"

  /// The steps, in the order in which a study takes them.
  public static let steps: [any Step.Type] = [
    PreprocessStep.self, FitStep.self, Plan0Step.self, Plan1Step.self, Plan2Step.self,
    EmbeddingReportStep.self, GoalStep.self,
  ]

  /// The verbs; each is the step of its name.
  public static let verbs: [DomainVerb] = [
    .step(
      PreprocessStep.self, of: name,
      details: [
        "Filters: all, hvg[_N], all_filtered, deg_weak_screen, hybrid, or a tag with parameters.",
        "Writes analysis/preprocess_cache/<tag>/ below DIR.",
      ],
      example: "runledger embeddings preprocess --data docs/studies/pbmc-dendritic/data/pbmc "
        + "--tag hvg_300 -o pbmc",
      usage: "preprocess (--data DIR | --matrix F --obs F [--var F]) --tag T -o DIR",
      files: DataArguments.files),
    .step(
      Plan0Step.self, of: name,
      details: [
        "Fits every method, K and seed, skips what already exists, and compares the replicates.",
        "Methods: \(Method.allCases.map(\.rawValue).joined(separator: ", ")).",
      ],
      example: "runledger embeddings plan0 --data docs/studies/pbmc-dendritic/data/pbmc "
        + "--tag hvg_300 --methods pca,fa,nmf --ks 5,10 --seeds 1,2,3 -o pbmc",
      usage: "plan0 (--data DIR | --matrix F --obs F [--var F]) --tag T --ks K,K -o DIR",
      files: DataArguments.files),
    .step(
      Plan1Step.self, of: name,
      details: [
        "Per patient and pooled: logistic regression with L1, L2 and elastic net, in-sample",
        "and by repeated stratified cross-validation; what is left out is listed with its reason.",
      ],
      example: "runledger embeddings plan1 --data docs/studies/pbmc-dendritic/data/pbmc "
        + "--tag hvg_300 --methods pca --ks 10 --label bulk_labels --positive Dendritic "
        + "--patient library -o pbmc",
      usage: "plan1 (--data DIR | --matrix F ...) --tag T --ks K --label C --positive V -o DIR",
      files: DataArguments.files),
    .step(
      Plan2Step.self, of: name,
      details: ["With --gate the exit code is 10 if the labels do no better than permuted ones."],
      example: "runledger embeddings plan2 --data docs/studies/pbmc-dendritic/data/pbmc "
        + "--tag hvg_300 --methods pca --ks 10 --label bulk_labels --positive Dendritic "
        + "--patient library -o pbmc",
      usage: "plan2 (--data DIR | --matrix F ...) --tag T --ks K --label C --positive V -o DIR",
      files: DataArguments.files),
    .step(
      EmbeddingReportStep.self, of: name, details: ["Reads what the plans wrote below DIR."],
      example: "runledger embeddings report pbmc -o report", usage: "report DIR -o DIR"
    ) { (arguments) throws(StageError) in
      StageFilesNamed(
        inputs: arguments.operands, outputs: arguments.value("output").map { [$0] } ?? [])
    },
    .step(
      GoalStep.self, of: name,
      details: [
        "SPEC is a goal spec (objective, data scope, grids, classifier, stop, budget) or the",
        "orchestrator's spec (stages with commands and validations), in YAML or JSON.",
      ],
      example: "runledger embeddings goal goal.yaml -o study.yaml", usage: "goal SPEC -o STUDY"
    ) { (arguments) throws(StageError) in
      StageFilesNamed(
        inputs: arguments.operands, outputs: arguments.value("output").map { [$0] } ?? [])
    },
  ]
}

extension Embeddings {
  /// The study file of a goal's or an orchestrator's spec, to stand beside it.
  ///
  /// `file` is the spec's name in messages, and `directory` where it is; what is wrong with it is
  /// an error with line and column.
  public static func study(
    ofGoal bytes: [UInt8], file: String, directory: String
  ) throws(StageError) -> String {
    try GoalStep.study(bytes, file: file, directory: directory, target: directory)
  }
}
