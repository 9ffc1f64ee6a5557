import Bytes
import Codecs
import Definitions
import Study
import TestKit
import Testing

struct ExampleTests {
  @Test(arguments: ["smallest", "wdbc-malignancy"])
  func `an example study reads without a warning and survives its record`(name: String) throws {
    let definition = try Self.example(name)
    #expect(definition.plan.study == name)
    #expect(definition.warnings == [])
    let bytes = CBOR.encode(definition.plan.record)
    let read = try Plan(encoded: bytes)
    #expect(read == definition.plan)
  }

  @Test func `the order of the file is kept`() throws {
    let plan = try Self.example("wdbc-malignancy").plan
    #expect(plan.params.map(\.name) == ["slice", "rows", "folds", "feature_sets"])
    #expect(plan.levels.map(\.name) == ["A", "B", "C"])
    #expect(plan.stages.map(\.name) == ["fetch", "prepare", "classify", "summarise"])
    #expect(plan.levels[0].params.map(\.name) == ["rows", "folds", "feature_sets"])
  }

  @Test func `every section of the large example arrives in the plan`() throws {
    let definition = try Self.example("wdbc-malignancy")
    let plan = definition.plan
    #expect(plan.metric == "accuracy")
    #expect(plan.seed == 20_260_101)
    #expect(plan.inputs == [InputPlan(name: "cells", pattern: "data/breast_cancer.csv")])
    #expect(definition.codePatterns.count == 6)
    #expect(plan.code.map(\.path) == definition.codePatterns)
    #expect(plan.code.allSatisfy { $0.digest == .zero && $0.size == 0 })
    #expect(plan.levels.map(\.seedCount) == [2, 3, 5])
    #expect(plan.requires.diskBytes == 50 << 20)
    #expect(plan.budget.runtimeNanoseconds == 1_800_000_000_000)
    #expect(plan.budget.memoryBytes == 1 << 30)
    #expect(plan.budget.retries == 12)
    #expect(plan.stop.failure?.description == "classify.accuracy.max < 0.7")
    #expect(plan.refusedPins == ["code", "inputs"])
  }

  @Test func `every part of a stage arrives in the plan`() throws {
    let plan = try Self.example("wdbc-malignancy").plan
    let fetch = try #require(plan.stage("fetch"))
    #expect(fetch.run.last == "table.csv")
    #expect(fetch.retry.causes == ["exit:75", "timeout"])
    #expect(fetch.retry.attempts == 3)
    #expect(fetch.timeoutNanoseconds == 30_000_000_000)
    #expect(
      fetch.gates == [
        GatePlan(
          name: "arrived",
          checks: [CheckPlan(.exists("table.csv"), pass: Threshold(.greaterOrEqual, 1))])
      ])
    let classify = try #require(plan.stage("classify"))
    #expect(classify.foreach == [Axis(name: "features", param: "feature_sets")])
    #expect(
      classify.inputs == [StageInput(name: "rows", source: .stage("prepare", "rows.csv"))])
    #expect(
      classify.gates[0].checks[3].subject
        == .coverage("predictions.csv", column: "row", input: "rows"))
    let summarise = try #require(plan.stage("summarise"))
    #expect(summarise.scope == .study)
    #expect(
      summarise.gates[0].checks[2]
        == CheckPlan(
          .stability("classify", metric: "accuracy", .std), pass: Threshold(.lessOrEqual, 0.02),
          warn: Threshold(.lessOrEqual, 0.05)))
  }

  static func example(_ name: String) throws -> StudyDefinition {
    let bytes = try Vectors.bytes("docs/studies/\(name)/study.yaml")
    return try StudyDefinition.parse(bytes, fileName: "study.yaml")
  }
}
