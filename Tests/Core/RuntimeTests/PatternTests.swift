import Runtime
import Study
import Testing

/// Patterns of outputs: what a study file may say, a stage can deliver.
@Suite(.serialized) struct PatternTests {
  @Test(arguments: ["t-[0-9].csv", "t-?.csv", "**/t-1.csv", "t-\\1.csv", "t-[!a-z].csv"])
  func `an output is found by every kind of wildcard`(pattern: String) throws {
    let lab = try Laboratory()
    var plan = Plan.script("demo", "echo 1 > t-1.csv; echo 2 > t-a.csv")
    plan.stages[0].outputs = [OutputPlan(path: pattern)]
    try lab.register(plan)
    #expect(try lab.run("demo").end == .finished(.completed))
    let finished = try lab.events().compactMap { event -> StageFinished? in
      if case .stageFinished(let finished) = event.fact { finished } else { nil }
    }
    #expect(finished.first?.outputs.contains { $0.path == "t-1.csv" } == true)
    let others = finished.first?.outputs.filter { $0.path != "t-1.csv" }.map(\.path)
    #expect(others == (pattern == "t-?.csv" ? ["t-a.csv"] : []))
  }
}
