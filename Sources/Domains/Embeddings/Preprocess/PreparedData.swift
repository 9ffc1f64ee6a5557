import Bytes
import Codecs
import Crypto
import Numerics
import StageKit

/// Cells by chosen genes, as measured and as standard scores.
struct PreparedData {
  /// The measurements of the genes that were chosen and are not constant.
  let selected: Matrix
  /// Each gene's standard scores.
  let standardised: StandardScores
  /// The cells.
  let cells: CSVTable
  /// The genes.
  let genes: CSVTable
  /// The name of the choice of genes.
  let tag: String
  /// Which genes were kept and which went, and why.
  let log: Value
  /// Whether the choice of genes looked at the labels.
  let usesLabels: Bool
  /// SHA-256 of what all of this was made of.
  let digest: String
  /// What is odd about the data, for a person.
  let warnings: [String]

  /// The fewest cells and genes that a study is made of unless it says otherwise.
  static let fewest = 100

  /// Chooses genes of a dataset and standardises them.
  ///
  /// Fewer cells or genes than `fewestCells` and `fewestGenes` are an error: whatever is found in
  /// them is chance.
  init(
    _ dataset: CellDataset, filter: GeneFilter, positive: [Bool]?, fewestCells: Int,
    fewestGenes: Int
  ) throws(StageError) {
    if filter.usesLabels, positive == nil {
      throw .usage(
        "the gene filter '\(filter.tag)' looks at labels: give --label and --positive")
    }
    let selection = GeneSelection(filter, of: dataset.matrix, positive: positive)
    let (cellCount, geneCount) = (dataset.cells.rows.count, selection.kept.count)
    try require(
      cellCount >= fewestCells,
      "there are \(cellCount) cells, and --min-cells asks for \(fewestCells)")
    try require(
      geneCount >= fewestGenes,
      "'\(filter.tag)' leaves \(geneCount) genes, and --min-genes asks for "
        + "\(fewestGenes)")
    selected =
      geneCount == dataset.matrix.columns
      ? dataset.matrix : dataset.matrix.columns(selection.kept)
    standardised = StandardScores(selected)
    cells = dataset.cells
    genes = dataset.genes.rows(selection.kept)
    tag = filter.tag
    log = selection.log(dataset.genes.names, filter: filter)
    usesLabels = filter.usesLabels
    digest = SHA256.hash(Array("\(dataset.digest) \(filter.tag)".utf8)).hex
    var warnings: [String] = []
    let largest = standardised.largest
    if largest > 10 {
      warnings.append("a standard score is \(Self.rounded(largest)): beyond 10 it weighs heavily")
    }
    if !selection.constant.isEmpty {
      warnings.append("\(selection.constant.count) genes are the same in every cell: dropped")
    }
    self.warnings = warnings
  }

  /// A prepared directory, as it was written.
  init(directory: String) throws(StageError) {
    let dataset = try CellDataset.read(directory: directory)
    let fields = try StageFields(
      StageFiles.readJSON("\(directory)/gene_log.json"), "'\(directory)/gene_log.json'")
    selected = dataset.matrix
    standardised = StandardScores(selected)
    cells = dataset.cells
    genes = dataset.genes
    tag = try fields.text("tag")
    log = .map(fields.map)
    usesLabels = try fields.flag("uses_labels")
    digest = SHA256.hash(Array("\(dataset.digest) \(tag)".utf8)).hex
    warnings = []
  }

  /// The smallest value, for the methods that take no negative ones.
  func demandNonNegative(_ method: Method) throws(StageError) {
    guard let least = selected.values.min(), least < 0 else { return }
    throw .invalid(
      "'\(method.rawValue)' needs measurements that are not negative, and there is \(least)",
      hint: "leave '\(method.rawValue)' out of params.methods, or give counts or log counts")
  }

  private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
