import Codecs
import Files
import Numerics
import StageKit
import Testing

@testable import Populations

/// The voters of 1996, against figures of statsmodels.
@Suite struct RealDataTests {
  static func table() throws -> (header: [String], rows: [[String]]) {
    let table = try CSVTable.read(path)
    return (table.header, table.rows)
  }

  static let path = "docs/studies/voters-1996/data/anes96.csv"

  static func regressors(_ names: [String]) throws -> (rows: [[Double]], column: (String) -> [Int])
  {
    let (header, rows) = try table()
    func values(_ name: String) -> [Double] {
      let place = header.firstIndex(of: name) ?? 0
      return rows.map { Double($0[place]) ?? .nan }
    }
    let columns = names.map { name in
      name == "popul" ? values(name).map { Elementary.logarithm($0 + 0.1) } : values(name)
    }
    return (
      rows.indices.map { row in [1] + columns.map { $0[row] } },
      { name in values(name).map { Int($0) } }
    )
  }

  static let demographic = ["popul", "self_lr", "age", "educ", "income"]

  @Test func `party identification has the published likelihood`() throws {
    let (rows, column) = try Self.regressors(Self.demographic)
    let model = try #require(MultinomialLogit.fit(rows, column("pid")).value)
    #expect(abs(model.logLikelihood + 1461.9227472481) < 1e-7)
    #expect(abs(model.nullLogLikelihood + 1750.3467099898) < 1e-7)
    let right = zip(rows, column("pid")).count { model.prediction($0) == $1 }
    #expect(right == 372)
  }

  @Test(arguments: [
    (demographic, -419.0885132601, 753), (demographic + ["pid"], -245.3887050505, 854),
  ])
  func `the vote has the published likelihood`(names: [String], value: Double, right: Int) throws {
    let (rows, column) = try Self.regressors(names)
    let model = try #require(MultinomialLogit.fit(rows, column("vote")).value)
    #expect(abs(model.logLikelihood - value) < 1e-7)
    #expect(zip(rows, column("vote")).count { model.prediction($0) == $1 } == right)
  }

  @Test func `a population calibrated to voters has their marginals and conditionals`() throws {
    let workshop = try Workshop()
    try StageFiles.write(workshop.path("anes96.csv"), StageFiles.read(Self.path))
    try workshop.run(
      "calibrate", "anes96.csv", "-o", "attributes.yaml", "--columns",
      "pid,self_lr,vote,educ,age")
    try workshop.run(
      "spec", "944 American voters of 1996", "--attributes", "attributes.yaml", "-o", "base.yaml")
    #expect(
      try workshop.run(
        "sample", "base.yaml", "-n", "5000", "-o", "agents.json", "--seed", "1996", "--benchmark",
        "anes96.csv", "--profile", "benchmark-calibrated") == 0)
    let table = try AgentTable(path: workshop.path("agents.json"), as: "agents.json")
    let drift = try BenchmarkDrift(table, csv: Self.path, as: "anes96.csv")
    #expect(drift.marginal < 3, "marginal drift \(drift.marginal) pp")
    #expect(drift.conditional < 7, "conditional drift \(drift.conditional) pp")
    // Drawn without regard to each other, they would not be alike.
    #expect(drift.rows.count > 20)
  }

  @Test func `what is known beside demographics tells the vote far better`() throws {
    let (header, rows) = try Self.table()
    func columns(_ names: [String]) -> [(name: String, values: [String])] {
      names.map { name in
        let place = header.firstIndex(of: name) ?? 0
        return (name, rows.map { $0[place] })
      }
    }
    let labels = columns(["vote"])[0].values
    let base = try #require(
      DemographicBaseline(columns(["age", "educ", "income", "popul"]), labels: labels, seed: 1))
    let full = try #require(
      DemographicBaseline(
        columns(["age", "educ", "income", "popul", "self_lr", "pid"]), labels: labels, seed: 1))
    #expect(base.nullLogLoss > 0.67 && base.nullLogLoss < 0.69)
    #expect(base.logLoss < base.nullLogLoss)
    #expect(full.logLoss < 0.35 && full.accuracy > 0.85)
  }
}
