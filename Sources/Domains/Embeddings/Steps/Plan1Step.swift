import Codecs
import Files
import Numerics
import StageKit

/// Plan 1: fits each method once and asks how well its dimensions tell the labels apart, patient by
/// patient and pooled.
enum Plan1Step: EmbeddingStep {
  static let name = "plan1"
  static let summary = "classify per patient and pooled, with every penalty"
  static let options =
    DataArguments.options + [
      .value("methods", nil, "M,M", "the methods (pca)"),
      .value("ks", nil, "K", "number of dimensions for every method (60)"),
      .value("selection", nil, "FILE", "k_selection.json of plan 0: the dimensions of each method"),
      .value("seed", nil, "N", "the seed (42)"),
      .value("folds", nil, "N", "folds of cross-validation (5)"),
      .value("repeats", nil, "N", "rounds of cross-validation per patient (10)"),
      .value("grid-repeats", nil, "N", "rounds of cross-validation in the grid of penalties (1)"),
      .value("alphas", nil, "X,X", "penalty strengths (20 from 1e-4 to 1e5)"),
      .value("penalties", nil, "P,P", "l1, l2, elasticnet (all)"),
      .value("l1-ratios", nil, "X,X", "shares of L1 in the elastic net (0.1,0.5,0.9)"),
      .value("downsampling", nil, "D,D", "none, random (both)"),
    ] + MethodSettings.options

  static func work(_ call: StepCall) throws(StageError) -> Int32 {
    let arguments = try DataArguments(call)
    let labels = try arguments.demandLabels()
    let words = call.arguments
    let seed = try words.int("seed", in: 0...Int64(Int32.max)) ?? 42
    var setup = CrossValidation(
      alphas: try words.positives("alphas") ?? CrossValidation.usualAlphas,
      folds: Int(try words.int("folds", in: 2...1000) ?? 5),
      rounds: Int(try words.int("repeats", in: 1...1000) ?? 10), seed: seed)
    let penalties = try Penalty.list(
      words.words("penalties") ?? ["l1", "l2", "elasticnet"],
      ratios: words.positives("l1-ratios") ?? [0.1, 0.5, 0.9])
    let counts = try KChoice(words, directory: call.directory)
    let settings = try MethodSettings(words)
    let algebra = try LinearAlgebra.opened()
    let cache = PathName.join(
      arguments.output, "analysis/preprocess_cache/\(arguments.data.tag)")
    try StageFiles.write(
      PathName.join(cache, "gene_log.json"), JSON.encode(arguments.data.log, pretty: true))
    var found: [(method: Method, embedding: Embedding)] = []
    var tally = Plan1Tally(patients: labels.names)
    for method in try words.methods(default: [.pca]) {
      guard let count = counts.count(of: method) else {
        try call.events.skipped(method.rawValue, reason: "plan 0 chose no K for it")
        continue
      }
      if method.needsNonNegative { try arguments.data.demandNonNegative(method) }
      let embedding = try method.fit(
        arguments.data, count: count, seed: seed, settings: settings, algebra)
      found.append((method, embedding))
      let health = EmbeddingHealth(embedding, algebra)
      let place = PathName.join(cache, "analysis/classification_grid/\(method.rawValue)")
      let rounds = setup.rounds
      let tables = try patients(
        embedding, method, setup, labels, arguments.data, to: place, algebra)
      setup.rounds = Int(try words.int("grid-repeats", in: 1...1000) ?? 1)
      var grid = GridTables(method, penalties, setup, algebra)
      for word in try words.words("downsampling") ?? ["none", "random"] {
        guard let downsampling = Downsampling(rawValue: word) else {
          throw .usage("there is no downsampling '\(word)'; there are 'none' and 'random'")
        }
        grid.evaluate(
          embedding.scores, labels, arguments.data.cells.names, downsampling)
      }
      for file in grid.files {
        try StageFiles.write(PathName.join(place, file.name), file.table.bytes)
      }
      for skip in grid.skipped {
        try call.events.skipped("\(method.rawValue) of \(skip.patient)", reason: skip.reason)
      }
      setup.rounds = rounds
      try tally.add(
        method, count: count, grid, health, unconverged: tables.unconverged,
        separation: LabelSeparation(
          embedding.scores, values: arguments.labelValues, seed: seed))
      try write(
        embedding, method,
        to: PathName.join(
          arguments.output, "models/\(method.rawValue)_\(count)/\(arguments.data.tag)"),
        arguments.data)
    }
    try require(!found.isEmpty, "no method has a K: nothing to classify; look at the choice of K")
    try AnnotatedData(arguments.data, embeddings: found).write(
      PathName.join(cache, "adata_with_dr.h5ad"))
    try tally.write(to: cache, call, labels, words)
    return 0
  }

  /// Plan 1A and 1B.
  private static func patients(
    _ embedding: Embedding, _ method: Method, _ setup: CrossValidation,
    _ labels: DataArguments.Labels, _ data: PreparedData, to place: String,
    _ algebra: LinearAlgebra
  ) throws(StageError) -> PatientTables {
    var tables = PatientTables(setup, prefix: method.embeddingName)
    for patient in labels.names {
      let cells = labels.cells(of: patient)
      let own = ClassifierData(embedding.scores, labels.positive, cells: cells)
      guard own.positives > 0, own.negatives > 0 else { continue }
      let names = cells.map { data.cells.rows[$0][0] }
      tables.addInSample(own, patient: patient, names: names, algebra)
      _ = tables.addCrossValidated(own, patient: patient, algebra)
    }
    for (name, table) in [
      ("metrics.csv", tables.metrics), ("cv_metrics.csv", tables.cross),
      ("coefs.csv", tables.coefficients), ("correctness.csv", tables.correctness),
      ("optimality.csv", tables.optimality),
    ] { try StageFiles.write(PathName.join(place, name), table.bytes) }
    return tables
  }

  private static func write(
    _ embedding: Embedding, _ method: Method, to place: String, _ data: PreparedData
  ) throws(StageError) {
    func path(_ name: String) -> String { PathName.join(place, name) }
    try StageFiles.write(path("scores.npy"), MatrixFile.encodeSingle(embedding.scores))
    try StageFiles.write(path("loadings.npy"), MatrixFile.encodeSingle(embedding.loadings))
    try StageFiles.write(path("extras.json"), JSON.encode(.map(embedding.extras), pretty: true))
    try StageFiles.write(
      path("obs_names.txt"), Array((data.cells.names.joined(separator: "\n") + "\n").utf8))
    try StageFiles.write(
      path("var_names.txt"), Array((data.genes.names.joined(separator: "\n") + "\n").utf8))
  }
}

/// How many dimensions each method gets.
struct KChoice {
  private let fixed: Int
  private let selected: StageFields?

  init(_ arguments: ParsedArguments, directory: String) throws(StageError) {
    let counts = try arguments.integers("ks", in: 1...10_000)
    guard counts?.count ?? 1 == 1 else {
      throw .usage("'--ks' takes one number here: the dimensions of every method")
    }
    if let file = arguments.value("selection") {
      guard counts == nil else { throw .usage("give --ks or --selection, not both") }
      let path = PathName.join(directory, file)
      let fields = try StageFiles.readFields(path)
      selected = try StageFields(.map(fields.map("selected")), "'\(path)': selected")
    } else {
      selected = nil
    }
    fixed = Int(counts?.first ?? 60)
  }

  /// The dimensions of a method, or nil where none were found good enough.
  func count(of method: Method) -> Int? {
    guard let selected else { return fixed }
    return selected.map[method.rawValue]?.asInt.map(Int.init)
  }
}
