import Files

extension Benchmark {
  /// Plan 0 of the single cells (K 5, 10 and 20, three methods, five seeds), and the principal
  /// components of a large matrix against scikit-learn's.
  static let embeddings = Benchmark(
    name: "embeddings", summary: "plan 0 on 700 cells; PCA of 20 000 x 2 000 with scikit-learn",
    isOnDemand: true
  ) { fixtures, options in
    guard let program = options.program else { return [] }
    let lab = try DomainLab(fixtures.place, program)
    let data = try FileSystem.realPath("docs/studies/pbmc-dendritic/data/pbmc")
    let words = [
      "simulate", "embeddings", "plan0", "--data", data, "--tag", "hvg_300", "--methods",
      "pca,fa,nmf", "--ks", "5,10,20", "--seeds", "1,2,3,4,5", "-o", "results",
    ]
    let plan0 = try lab.measure("embeddings_plan0", options, [words], fresh: true)
    return [plan0] + [try lab.measurePCA(options)].compactMap(\.self)
  }
}

extension DomainLab {
  /// Measures 20 principal components of 20 000 x 2 000 numbers, files and all, against the fit
  /// alone of scikit-learn on one thread too; without scikit-learn there is no floor, and nil
  /// without NumPy, which makes the numbers.
  func measurePCA(_ options: Options) throws -> Result? {
    let peer = try FileSystem.realPath("tools/bench/peers/principal_components.py")
    let python = ["sh", "-c", #"exec "${RUNLEDGER_TEST_PYTHON:-python3}" "$0" "$@""#, peer]
    guard (try? ChildProcess.run(python + ["make"], in: path)) != nil else {
      ErrorOutput.write("no NumPy: principal components are not measured\n")
      return nil
    }
    func fit() throws -> Double? {
      guard (try? ChildProcess.run(python + ["fit"], in: path)) != nil else { return nil }
      let text = String(
        decoding: try FileSystem.readFile(PathName.join(path, "fit")), as: UTF8.self)
      return Double(text)
    }
    let words = [
      program, "simulate", "embeddings", "fit", "--data", ".", "--tag", "all", "--method", "pca",
      "--k", "20", "-o", "pca",
    ]
    let first = try fit()
    let rounds = try Measuring.rounds(
      options, floor: first.map { first in { try fit() ?? first } }
    ) { try Measuring.milliseconds { try ChildProcess.run(words, in: path) } }
    return Result(
      "embeddings_pca", .milliseconds, rounds,
      peakRSS: try ChildProcess.peakResidentBytes(words, in: path, place),
      note: first == nil ? "no scikit-learn: no floor" : "the floor is its fit alone")
  }
}
