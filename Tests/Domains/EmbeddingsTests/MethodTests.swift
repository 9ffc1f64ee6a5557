import Codecs
import Numerics
import StageKit
import TestKit
import Testing

@testable import Embeddings

@Suite struct MethodTests {
  private let algebra: LinearAlgebra

  init() throws { algebra = try LinearAlgebra() }

  private func fit(
    _ method: Method, _ data: PreparedData, _ count: Int, seed: Int64 = 1
  ) throws -> Embedding {
    try method.fit(data, count: count, seed: seed, settings: MethodSettings(), algebra)
  }

  @Test func `principal components are scikit-learn's`() throws {
    let expected = try Reference().numbers("pca_ratio")
    let wdbc = try fit(.pca, Reference.wdbc().data, 5)
    #expect(
      try isClose(
        Reference.numbers(.init(.map(wdbc.extras), "pca"), "explained_variance_ratio"), expected,
        1e-9))
    let pbmc = try fit(.pca, Reference.pbmc(), 5)
    let ratios = try Reference.numbers(.init(.map(pbmc.extras), "pca"), "explained_variance_ratio")
    #expect(isClose(ratios, [0.12438, 0.05837, 0.03076, 0.02441, 0.01899], 1e-4))
    for column in 0..<5 {
      let loadings = pbmc.loadings.column(column)
      let largest = loadings.max { abs($0) < abs($1) }
      #expect(largest ?? 0 > 0)
    }
  }

  @Test func `components of fewer cells than genes are those of the other product`() throws {
    let centred = StandardScores(try Reference.wdbc().data.standardised[0..<20])
    let few = try PCA.exact(centred, count: 4, algebra)
    let svd = try algebra.singularValues(centred.all)
    let values = try Reference.numbers(.init(.map(few.extras), "pca"), "singular_values")
    #expect(isClose(values, Array(svd.values.prefix(4)), 1e-10))
  }

  @Test func `the randomised range finds the same components`() throws {
    let data = try Reference.pbmc()
    let exact = try fit(.pca, data, 5)
    let found = try fit(.randomisedPCA, data, 5, seed: 3)
    #expect(PairStability(exact.loadings, found.loadings).best.allSatisfy { $0 > 0.9999 })
    #expect(try fit(.randomisedPCA, data, 5, seed: 3).scores == found.scores)
    #expect(try fit(.randomisedPCA, data, 5, seed: 4).scores != found.scores)
  }

  @Test func `factor analysis reaches scikit-learn's likelihood from any start`() throws {
    let data = try Reference.pbmc()
    for (count, expected) in [(5, -263173.5313), (10, -258598.7908)] {
      for seed in [1, 2] as [Int64] {
        let factors = try fit(.fa, data, count, seed: seed)
        let found = try #require(factors.extras["loglike"]?.asDouble)
        #expect(found > expected - 1e-3 && found < expected + 0.05, "\(count) \(found)")
      }
    }
    let reference = try Reference()
    var settings = MethodSettings()
    settings.factorTolerance = 1e-9
    settings.factorIterations = 100_000
    let wdbc = try FactorAnalysis(
      Reference.wdbc().data.standardised.all, count: 3, seed: 1, settings: settings, algebra)
    let extras = try StageFields(.map(wdbc.embedding.extras), "fa")
    #expect(try abs(extras.number("loglike") - reference.fields.number("fa_loglike")) < 1e-4)
    #expect(try isClose(Reference.numbers(extras, "noise"), reference.numbers("fa_noise"), 1e-3))
    let varimax = try wdbc.rotated(.varimax, algebra)
    let promax = try wdbc.rotated(.promax, algebra)
    #expect(
      try isClose(varimax.loadings.columnSquares, reference.numbers("varimax_ss"), 0.02))
    #expect(try isClose(promax.loadings.columnSquares, reference.numbers("promax_ss"), 0.02))
    // What the factors say of the cells does not change when they are rotated.
    let plain = algebra.product(
      wdbc.embedding.scores, wdbc.embedding.loadings, transposeRight: true)
    for rotated in [varimax, promax] {
      let again = algebra.product(rotated.scores, rotated.loadings, transposeRight: true)
      #expect(isClose(again.values, plain.values, 1e-8))
    }
  }

  @Test func `non-negative factors only get better, and are not negative`() throws {
    let data = try Reference.pbmc()
    var objectives: [Double] = []
    for iterations in [1, 5, 30] {
      var settings = MethodSettings()
      settings.nonNegativeIterations = iterations
      let found = NMF(data.selected, count: 5, seed: 2, settings: settings, algebra)
      #expect((found.scores.values + found.loadings.values).allSatisfy { $0 >= 0 })
      objectives.append(found.objective)
    }
    #expect(objectives == objectives.sorted(by: >) && objectives[2] < 69000)
    let embedding = try fit(.nmf, data, 5, seed: 2)
    #expect(embedding.loadings.columnSquares.allSatisfy { abs($0 - 1) < 1e-12 })
  }

  @Test func `the best match of components is the golden one`() {
    let first = Matrix([[1, 0], [0, 1], [1, 1], [2, 0]])
    let second = Matrix([[0, 1.1], [1, 0], [1.1, 0.9], [0.2, 2.1]])
    let pair = PairStability(first, second)
    #expect(isClose(pair.best, [0.9949366763, 0.9864308503], 1e-9))
    let double = PairStability(
      Matrix([[1, 1], [0, 0], [2, 2.1]]), Matrix([[1, 0], [0, 1], [2, 0]]))
    #expect(double.best.allSatisfy { $0 > 0.99 } && double.matched.min() ?? 1 < 0.9)
  }

  @Test func `silhouettes and agreements are those of the stored components`() throws {
    let bytes = try Vectors.bytes("Tests/Domains/EmbeddingsTests/data/X_pca.npy")
    let scores = try MatrixFile.decode(bytes, name: "X_pca.npy")
    let cells = try Reference.pbmc().cells
    let labels = try LabelSeparation(
      scores, values: cells.column("bulk_labels", of: "obs"), seed: 1)
    let louvain = try LabelSeparation(scores, values: cells.column("louvain", of: "obs"), seed: 1)
    #expect(abs((labels.silhouette ?? 0) - 0.10052491) < 1e-6)
    #expect(abs((louvain.silhouette ?? 0) - 0.11947142) < 1e-6)
    func numbers(_ column: String) throws -> [Int] {
      let values = try cells.column(column, of: "obs")
      let names = values.sorted().reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
      return values.map { names.firstIndex(of: $0) ?? 0 }
    }
    let agreement = try #require(
      PartitionAgreement(try numbers("louvain"), try numbers("bulk_labels")))
    #expect(abs(agreement.adjustedRandIndex - 0.4147795455) < 1e-9)
    #expect(abs(agreement.normalizedMutualInformation() - 0.6174436) < 1e-7)
    // Our own communities find the same structure again.
    #expect(louvain.agreement.map { $0.adjustedRandIndex > 0.5 } == true)
    #expect(labels.communities >= 5)
  }

  @Test func `rank sums are SciPy's`() throws {
    let (data, positive) = try Reference.wdbc()
    let expected = try Reference().numbers("rank_sum")
    for gene in 0..<30 {
      let test = try #require(RankSum(data.selected.column(gene), positive: positive))
      #expect(abs(test.probability - expected[gene]) <= 1e-9 * expected[gene] + 1e-300)
    }
  }

  @Test func `K is out of range, or values are negative: both are said`() throws {
    let data = try Reference.wdbc().data
    #expect(throws: StageError.self) { try fit(.pca, data, 30) }
    let dataset = CellDataset(
      matrix: data.standardised.all, cells: data.cells, genes: data.genes, digest: "")
    let negative = try PreparedData(
      dataset, filter: .all, positive: nil, fewestCells: 1, fewestGenes: 1)
    #expect {
      try negative.demandNonNegative(.nmf)
    } throws: { ($0 as? StageError)?.hint?.contains("leave 'nmf' out") == true }
  }
}
