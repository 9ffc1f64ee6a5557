import Testing

/// Sets and dictionaries have another order in every process: whatever is computed must not.
@Suite(.serialized) struct HashSeedTests {
  /// Runs some commands in a directory of their own, with a hash seed that is fixed or that nobody
  /// chose, and gives the digests of all that they wrote.
  private func digests(_ commands: [String], isSeedFixed: Bool) throws -> String {
    let bench = try Bench()
    try bench.copy("docs/studies/pbmc-dendritic/data/wdbc", to: "cells")
    let seed = isSeedFixed ? "SWIFT_DETERMINISTIC_HASHING=1" : "-u SWIFT_DETERMINISTIC_HASHING"
    let lines = commands.map { "env \(seed) runledger \($0) >/dev/null" }
    let result = try BuiltProgram.run(
      (lines + ["find out -type f | LC_ALL=C sort | xargs sha256sum"]).joined(separator: " && "),
      on: bench)
    #expect(result.exit == 0, "\(result.out)\(result.err)")
    return result.out
  }

  @Test func `a population is the same bytes under every hash seed`() throws {
    let commands = [
      "population spec '120 commuters of Austin' -o out/base.yaml",
      "population extend out/base.yaml -s 'a congestion charge' -o out/population.yaml",
      "population sample out/population.yaml -o out/agents.json --seed 4",
      "population network out/agents.json -p out/population.yaml -o out/network.json --seed 4",
      "population persona out/population.yaml --agents out/agents.json -o out/persona.yaml",
      "population scenario -p out/population.yaml -a out/agents.json -n out/network.json "
        + "-o out/scenario.yaml",
      "population simulate out/scenario.yaml -o out/results --seed 4",
      "population report out/results --segment gender --segment age:quantile4 -o out/report",
    ]
    let first = try digests(commands, isSeedFixed: true)
    #expect(first.contains("out/results/simulation.db") && first.contains("experiment-report.md"))
    #expect(try digests(commands, isSeedFixed: false) == first)
  }

  @Test func `embeddings are the same bytes under every hash seed`() throws {
    let data = "--data cells --tag all --min-genes 20"
    let labels = "--label diagnosis --positive malignant --patient quarter"
    let commands = [
      "embeddings plan0 \(data) --methods pca,fa,nmf --ks 2,4 --seeds 1,2 -o out",
      "embeddings plan1 \(data) \(labels) --methods pca --ks 4 --folds 3 --repeats 1 -o out",
      "embeddings plan2 \(data) \(labels) --methods pca --ks 4 --folds 3 --permutations 20 -o out",
      "embeddings report out -o out/report",
    ]
    let first = try digests(commands, isSeedFixed: true)
    #expect(first.contains("loadings.npy") && first.contains("permutation.csv"))
    #expect(try digests(commands, isSeedFixed: false) == first)
  }
}
