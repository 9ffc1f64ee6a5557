import Codecs
import Files
import Numerics
import StageKit

/// What the plans left below some directories, as the report needs it.
struct PlanResults {
  /// One method with one choice of genes, out of fold.
  struct Evaluation {
    let filter: String
    let method: String
    let predictions: CSVTable
    let patients: CSVTable?
    let skips: CSVTable?
  }

  private(set) var selection: CSVTable?
  private(set) var decisions: [StageFields] = []
  /// The explained ratios of exact PCA with the most dimensions.
  private(set) var ratios: [Double] = []
  private(set) var summaries: [(filter: String, table: CSVTable)] = []
  private(set) var evaluations: [Evaluation] = []
  private(set) var embeddings: [(filter: String, method: String, cells: [String], scores: Matrix)] =
    []
  private(set) var controls: [(filter: String, gate: StageFields, table: CSVTable)] = []
  private(set) var labelFilters: [String] = []

  /// Reads everything below some directories, in the order of paths.
  init(_ directories: [String]) throws(StageError) {
    var paths: [String] = []
    for directory in directories {
      for path in try StageFiles.walk(directory) { paths.append(PathName.join(directory, path)) }
    }
    for path in paths {
      switch PathName.lastComponent(path) {
      case "k_selection_summary.csv": selection = try CSVTable.read(path)
      case "k_selection.json":
        decisions = try StageFiles.readFields(path).list("decisions") { (fields) in fields }
      case "extras.json": try readRatios(path)
      case "plan1_summary.csv":
        summaries.append((Self.filter(path, "analysis/plan1_summary.csv"), try CSVTable.read(path)))
      case "pooled_oof_predictions.csv": try readEvaluation(path)
      case "scores.npy" where path.contains("models/"): try readEmbedding(path)
      case "permutation_gate.json":
        let fields = try StageFiles.readFields(path)
        let table = PathName.join(PathName.parent(path), "permutation.csv")
        controls.append((try fields.text("tag"), fields, try CSVTable.read(table)))
        if try fields.flag("uses_labels") { labelFilters.append(try fields.text("tag")) }
      default: continue
      }
    }
    try require(
      selection != nil || !summaries.isEmpty || !controls.isEmpty,
      "there is nothing of plan 0, 1 or 2 below \(Hint.quoted(directories, last: "or"))")
  }

  private mutating func readRatios(_ path: String) throws(StageError) {
    let fields = try StageFiles.readFields(path)
    let found = fields.map["explained_variance_ratio"]?.asArray?.compactMap(\.asDouble) ?? []
    if found.count > ratios.count { ratios = found }
  }

  private mutating func readEvaluation(_ path: String) throws(StageError) {
    let directory = PathName.parent(path)
    func beside(_ name: String) throws(StageError) -> CSVTable? {
      let place = PathName.join(directory, name)
      return FileSystem.exists(place) ? try CSVTable.read(place) : nil
    }
    let method = PathName.lastComponent(directory)
    evaluations.append(
      Evaluation(
        filter: Self.filter(path, "analysis/classification_grid"), method: method,
        predictions: try CSVTable.read(path),
        patients: try beside("pooled_per_patient_metrics.csv"),
        skips: try beside("per_patient_skips_and_warnings.csv")))
  }

  private mutating func readEmbedding(_ path: String) throws(StageError) {
    let directory = PathName.parent(path)
    let names = try StageFiles.read(PathName.join(directory, "obs_names.txt"))
    let cells = String(decoding: names, as: UTF8.self).split(separator: "\n").map(String.init)
    let model = PathName.lastComponent(PathName.parent(directory))
    let method = model.lastIndex(of: "_").map { String(model[..<$0]) } ?? model
    embeddings.append(
      (
        PathName.lastComponent(directory), method, cells,
        try MatrixFile.decode(StageFiles.read(path), name: path)
      ))
  }

  /// The part of a path before some others.
  private static func filter(_ path: String, _ behind: String) -> String {
    guard let range = path.firstRange(of: "/" + behind) else { return "" }
    return PathName.lastComponent(String(path[..<range.lowerBound]))
  }
}
