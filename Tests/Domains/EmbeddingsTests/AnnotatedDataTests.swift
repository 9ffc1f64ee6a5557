import Files
import Numerics
import Processes
import StageKit
import TestKit
import Testing

@testable import Embeddings

@Suite struct AnnotatedDataTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// Runs a Python program; nil where there is no Python.
  private func python(_ program: String, _ argument: String) throws -> (code: Int32, text: String)?
  {
    let output = directory.path("python.out")
    let process = try? ConfinedProcess(
      .init(
        program: "/usr/bin/env", arguments: ["env", Self.interpreter, "-c", program, argument],
        environment: ["PATH=/usr/local/bin:/usr/bin:/bin", "HOME=\(directory.path)"],
        directory: directory.path, output: output, error: directory.path("python.err")))
    guard let process, case .exited(let code) = process.wait(milliseconds: 120_000) else {
      return nil
    }
    return (code, String(decoding: try StageFiles.read(output), as: UTF8.self))
  }

  private static let interpreter = "python3"

  private static let check = """
    import sys
    try:
        import anndata, numpy as np
    except ImportError:
        sys.exit(77)
    a = anndata.read_h5ad(sys.argv[1])
    print(a.shape, sorted(a.obs.columns), list(a.obsm), list(a.varm), a.uns["tag"])
    print(float(a.X[3, 5]), a.obs_names[0], a.obsm["X_pca"].shape, a.obs["quarter"].iloc[1])
    """

  @Test func `anndata opens what is written`() throws {
    let (data, _) = try Reference.wdbc()
    let algebra = try LinearAlgebra()
    let embedding = try PCA.exact(data.standardised, count: 3, algebra)
    let path = directory.path("deep/adata_with_dr.h5ad")
    try AnnotatedData(data, embeddings: [(.pca, embedding)]).write(path)
    let bytes = try StageFiles.read(path)
    try AnnotatedData(data, embeddings: [(.pca, embedding)]).write(path)
    #expect(try StageFiles.read(path) == bytes)
    #expect(Array(bytes.prefix(4)) == [0x89] + Array("HDF".utf8))
    guard let result = try python(Self.check, path), result.code != 77, result.code != 127 else {
      print("skipped: there is no Python with anndata here")
      return
    }
    #expect(result.code == 0)
    let value = Double(Float(data.selected[3, 5]))
    #expect(
      result.text == """
        (569, 30) ['diagnosis', 'quarter'] ['X_pca'] ['PCA_loadings'] all
        \(value) p001 (569, 3) quarter-2

        """)
  }

  @Test func `a place that cannot be written is said`() throws {
    let (data, _) = try Reference.wdbc()
    #expect(throws: StageError.self) {
      try AnnotatedData(data).write("/proc/nowhere/adata.h5ad")
    }
  }
}
