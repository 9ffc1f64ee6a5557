import Codecs
import Numerics
import StageKit
import TestKit
import Testing

@testable import Embeddings

/// What scikit-learn, SciPy and NumPy found; `tools/python/embedding_vectors.py` says how.
struct Reference {
  let fields: StageFields

  init() throws {
    let bytes = try Vectors.bytes("Tests/Domains/EmbeddingsTests/data/vectors.json")
    fields = try StageFields(try JSON.decode(bytes), "vectors.json")
  }

  func numbers(_ name: String) throws -> [Double] { try Self.numbers(fields, name) }

  static func numbers(_ fields: StageFields, _ name: String) throws -> [Double] {
    try #require(fields.map[name]?.asArray).map { try #require($0.asDouble) }
  }

  /// The breast cancer table, standardised.
  static func wdbc() throws -> (data: PreparedData, positive: [Bool]) {
    let dataset = try CellDataset.read(
      directory: Vectors.path("docs/studies/pbmc-dendritic/data/wdbc"))
    let data = try PreparedData(
      dataset, filter: .all, positive: nil, fewestCells: 100, fewestGenes: 20)
    let labels = try dataset.cells.column("diagnosis", of: "obs")
    return (data, labels.map { $0 == "malignant" })
  }

  /// The 700 cells with their 300 most variable genes.
  static func pbmc() throws -> PreparedData {
    try PreparedData(
      CellDataset.read(directory: Vectors.path("docs/studies/pbmc-dendritic/data/pbmc")),
      filter: .variable(count: 300), positive: nil, fewestCells: 100, fewestGenes: 100)
  }
}

func isClose(_ left: [Double], _ right: [Double], _ tolerance: Double) -> Bool {
  left.count == right.count && zip(left, right).allSatisfy { abs($0 - $1) <= tolerance }
}
