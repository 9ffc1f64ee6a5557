import Files
import Numerics
import StageKit

/// The options by which every plan finds its data, and what they say.
struct DataArguments {
  static let options: [Option] = [
    .value("data", nil, "DIR", "a directory with a matrix, obs.csv and var.csv"),
    .value("matrix", nil, "FILE", "cells by genes, or genes by cells: .mtx, .csv or .npy, or .gz"),
    .value("obs", nil, "FILE", "table of cells, names in the first column"),
    .value("var", nil, "FILE", "table of genes, names in the first column"),
    .value("tag", nil, "FILTER", "how genes are selected: hvg_300, all, all_filtered, ..."),
    .values("filter", nil, "COLUMN=VALUE", "only cells with this value; repeatable"),
    .value("label", nil, "COLUMN", "the column of the cells' labels"),
    .value("positive", nil, "VALUE", "the label to distinguish"),
    .value("negative", nil, "VALUE", "label of the others (default: all other labels)"),
    .value("patient", nil, "COLUMN", "the column of the groups to analyse separately"),
    .value("min-cells", nil, "N", "minimum number of cells (100)"),
    .value("min-genes", nil, "N", "minimum number of genes (100)"),
    .value("output", "o", "DIR", "the directory to write to"),
  ]

  /// The cells' labels and groups.
  struct Labels {
    /// Whether each cell has the positive label.
    let positive: [Bool]
    /// The group of each cell; one group called `all` where there is no column.
    let patients: [String]
    /// The groups, sorted.
    let names: [String]

    /// The cells of a group.
    func cells(of patient: String) -> [Int] {
      patients.indices.filter { patients[$0] == patient }
    }
  }

  let data: PreparedData
  let labels: Labels?
  /// The value of each cell in the label column; empty without one.
  let labelValues: [String]
  /// Where results go.
  let output: String

  /// Reads data as the arguments of a call say, and says on the way what is odd.
  init(_ call: StepCall) throws(StageError) {
    let arguments = call.arguments
    guard let output = arguments.value("output") else {
      throw .usage("where to? name a directory: -o DIR")
    }
    self.output = PathName.join(call.directory, output)
    var dataset: CellDataset
    var prepared: String?
    if let directory = arguments.value("data") {
      guard !arguments.has("matrix") else {
        throw .usage("give --data or --matrix, not both")
      }
      let place = try Self.locate(PathName.join(call.directory, directory))
      dataset = try CellDataset.read(directory: place)
      if FileSystem.exists(PathName.join(place, "gene_log.json")) { prepared = place }
    } else if let matrix = arguments.value("matrix"), let cells = arguments.value("obs") {
      dataset = try CellDataset.read(
        matrix: PathName.join(call.directory, matrix), cells: PathName.join(call.directory, cells),
        genes: arguments.value("var").map { PathName.join(call.directory, $0) })
    } else {
      throw .usage("which data? give --data DIR, or --matrix FILE with --obs FILE")
    }
    try Self.filter(&dataset, arguments.pairs("filter"), call)
    labels = try Self.labels(&dataset, arguments)
    labelValues =
      try arguments.value("label").map { (column) throws(StageError) in
        try dataset.cells.column(column, of: "the table of cells")
      } ?? []
    if let prepared, !arguments.has("tag") {
      guard !arguments.has("filter"), !arguments.has("negative") else {
        throw .usage("data that are prepared cannot be filtered again; prepare them anew")
      }
      data = try PreparedData(directory: prepared)
    } else {
      guard let tag = arguments.value("tag") else {
        throw .usage("which genes? give --tag, such as --tag hvg_300")
      }
      let fewest = Int64(PreparedData.fewest)
      data = try PreparedData(
        dataset, filter: GeneFilter(tag), positive: labels?.positive,
        fewestCells: Int(try arguments.int("min-cells", in: 2...1 << 32) ?? fewest),
        fewestGenes: Int(try arguments.int("min-genes", in: 2...1 << 32) ?? fewest))
    }
    for warning in data.warnings { try call.events.note(warning) }
  }

  /// The files that a plan reads and writes.
  static func files(_ arguments: ParsedArguments) throws(StageError) -> StageFilesNamed {
    var inputs: [String] = []
    for name in ["data", "matrix", "obs", "var", "selection", "replicates"] {
      if let path = arguments.value(name) { inputs.append(path) }
    }
    return StageFilesNamed(
      inputs: inputs, outputs: arguments.value("output").map { [$0] } ?? [],
      seed: try arguments.int("seed", in: Int64.min...Int64.max))
  }

  /// The labels, or an error where there are none.
  func demandLabels() throws(StageError) -> Labels {
    guard let labels else {
      throw .usage("which cells are to be told apart? give --label COLUMN and --positive VALUE")
    }
    return labels
  }

  /// The directory of a dataset: the one that is named, or the only one below it.
  private static func locate(_ directory: String) throws(StageError) -> String {
    if FileSystem.exists(PathName.join(directory, "obs.csv")) { return directory }
    let found = try StageFiles.walk(directory).filter { PathName.lastComponent($0) == "obs.csv" }
    guard found.count == 1, let only = found.first else {
      throw .invalid(
        "'\(directory)' has \(found.isEmpty ? "no" : "more than one") 'obs.csv'; name the "
          + "directory of one dataset")
    }
    return PathName.parent(PathName.join(directory, only))
  }

  /// Keeps the cells with the values of all filters; `timepoint_type` is `Time` without its number.
  private static func filter(
    _ dataset: inout CellDataset, _ filters: [(String, String)], _ call: StepCall
  ) throws(StageError) {
    for (column, wanted) in filters {
      let header = dataset.cells.header
      let values: [String]
      if column == "timepoint_type", !header.contains(column), header.contains("Time") {
        values = try dataset.cells.column("Time", of: "the table of cells").map(withoutNumber)
      } else if header.contains(column) {
        values = try dataset.cells.column(column, of: "the table of cells")
      } else {
        try call.events.skipped("filter \(column)=\(wanted)", reason: "there is no such column")
        continue
      }
      try keep(
        &dataset, values.indices.filter { values[$0] == wanted }, "'\(column)=\(wanted)'")
    }
  }

  private static func keep(
    _ dataset: inout CellDataset, _ cells: [Int], _ what: String
  ) throws(StageError) {
    try require(!cells.isEmpty, "\(what) leaves no cell")
    guard cells.count < dataset.cells.rows.count else { return }
    dataset.matrix = dataset.matrix.rows(cells)
    dataset.cells = dataset.cells.rows(cells)
  }

  /// `Relapse_2` as `Relapse`.
  private static func withoutNumber(_ text: String) -> String {
    guard let mark = text.lastIndex(of: "_"), mark != text.startIndex else { return text }
    let number = text[text.index(after: mark)...]
    return number.isEmpty || !number.allSatisfy(\.isNumber) ? text : String(text[..<mark])
  }

  private static func labels(
    _ dataset: inout CellDataset, _ arguments: ParsedArguments
  ) throws(StageError) -> Labels? {
    guard let column = arguments.value("label") else { return nil }
    guard let positive = arguments.value("positive") else {
      throw .usage("which value of '\(column)' is to be told apart? give --positive")
    }
    var values = try dataset.cells.column(column, of: "the table of cells")
    let known = values.sorted().reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
    for word in [positive, arguments.value("negative") ?? positive] where !known.contains(word) {
      throw .invalid(
        "no cell has the value '\(word)' in '\(column)'",
        hint: Hint.choice(word, among: known))
    }
    if let negative = arguments.value("negative") {
      let cells = values.indices.filter { values[$0] == positive || values[$0] == negative }
      try keep(&dataset, cells, "'\(column)'")
      values = cells.map { values[$0] }
    }
    let flags = values.map { $0 == positive }
    try require(
      flags.contains(false), "every cell has '\(positive)' in '\(column)': nothing to tell apart")
    let patients: [String]
    if let column = arguments.value("patient") {
      patients = try dataset.cells.column(column, of: "the table of cells")
    } else {
      patients = [String](repeating: "all", count: flags.count)
    }
    let names = patients.sorted().reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
    return Labels(positive: flags, patients: patients, names: names)
  }
}
