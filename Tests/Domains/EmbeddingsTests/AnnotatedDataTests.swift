import Files
import Numerics
import StageKit
import TestKit
import Testing

@testable import Embeddings

@Suite struct AnnotatedDataTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private static let check = """
    import sys, anndata
    a = anndata.read_h5ad(sys.argv[1])
    print(a.shape, sorted(a.obs.columns), list(a.obsm), list(a.varm), a.uns["tag"])
    print(float(a.X[3, 5]), a.obs_names[0], a.obsm["X_pca"].shape, a.obs["quarter"].iloc[1],
          anndata.__version__ >= "0.12")
    """

  @Test func `what is written is an HDF5 file, and the same one each time`() throws {
    let bytes = try StageFiles.read(written())
    #expect(try StageFiles.read(written()) == bytes)
    #expect(Array(bytes.prefix(4)) == [0x89] + Array("HDF".utf8))
  }

  @Test(
    .enabled(
      if: TestPython.has("anndata"),
      "needs anndata: RUNLEDGER_TEST_PYTHON names a Python with it (pip install anndata)"))
  func `anndata opens what is written`() throws {
    let path = try written()
    let result = try TestPython.run(Self.check, path, in: directory)
    let value = Double(Float(try Reference.wdbc().data.selected[3, 5]))
    #expect(result.code == 0, "\(result.error)")
    #expect(
      result.text == """
        (569, 30) ['diagnosis', 'quarter'] ['X_pca'] ['PCA_loadings'] all
        \(value) p001 (569, 3) quarter-2 True

        """)
  }

  /// A file with the table of tumours and its principal components.
  private func written() throws -> String {
    let (data, _) = try Reference.wdbc()
    let algebra = try LinearAlgebra()
    let embedding = try PCA.exact(data.standardised, count: 3, algebra)
    let path = directory.path("deep/adata_with_dr.h5ad")
    try AnnotatedData(data, embeddings: [(.pca, embedding)]).write(path)
    return path
  }

  @Test func `a place that cannot be written is said`() throws {
    let (data, _) = try Reference.wdbc()
    #expect(throws: StageError.self) {
      try AnnotatedData(data).write("/proc/nowhere/adata.h5ad")
    }
  }
}
