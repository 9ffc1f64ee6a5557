import Study
import Testing

@testable import Definitions

/// Mistakes in the design of a paired study or a sweep, each named where it stands.
struct PairedMistakeTests {
  private static let paired = """
    study: s
    objective: o
    seed: 1
    design:
      paired:
        variants:
          a: {spec: a.md}
          b: {spec: b.md}
        tasks:
          T1: {spec: t1, seed: 42, timeout: 60s}
        pairs: 3
        minimum: 2
        identical: [work]
    stages:
      - name: work
        run: [sh, -c, "${variant} ${task.path} ${pair.seed}"]

    """

  @Test func `a paired study reads as it is written`() throws {
    let plan = try StudyDefinition.parse(Array(Self.paired.utf8), fileName: "study.yaml").plan
    let design = try #require(plan.design.paired)
    #expect(plan.design.name == "paired" && design.pairs == 3 && design.minimum == 2)
    #expect(design.variants.map(\.name) == ["a", "b"] && design.tasks[0].seed == 42)
    #expect(design.tasks[0].timeoutNanoseconds == 60_000_000_000)
    #expect(design.identical == ["work"])
  }

  @Test(arguments: [
    ("minimum: 2", "permissions: {}", "unknown key 'permissions' in 'paired'"),
    ("minimum: 2", "minimum: 4", "the sample is below the minimum: 3 pairs per task"),
    ("      b: {spec: b.md}\n", "", "a paired study compares two variants, found 1"),
    ("seed: 42, ", "", "task 'T1' has no 'seed'"),
    ("timeout: 60s", "timeout: soon", "must be a duration"),
    ("T1:", "study:", "a task cannot be called 'study'"),
    ("identical: [work]", "identical: [wrok]", "unknown stage of a run 'wrok'"),
    ("pairs: 3", "pairs: 0", "must be from 1 to 10000"),
    ("${variant}", "${variants}", "'${variants}' is unknown"),
    ("run: [sh", "per: task\n    run: [sh", "'${variant}' has no value in a stage done once per"),
    ("run: [sh", "publish: [x]\n    run: [sh", "keeps no output 'x'"),
  ])
  func `a mistake in a design is named`(old: String, new: String, message: String) throws {
    let text = Self.paired.replacing(old, with: new)
    #expect(text != Self.paired)
    let messages = Sample.messages(text)
    #expect(messages.contains { $0.contains(message) }, "\(messages)")
  }

  @Test(arguments: [
    ("revision: scn-v01", "revision: v1", "'v1' is not a revision; write scn-v01"),
    ("input: scenario", "input: scenari", "unknown input 'scenari'"),
    ("k: [1, 2]", "z: [1, 2]", "unknown parameter 'z'"),
    ("k: [1, 2]", "k: [1, 1]", "has the value twice"),
    ("k: [1, 2]", "k: []", "axis 'k' has no value"),
    ("report: work/out", "report: work/in", "stage 'work' declares no output 'in'"),
    ("stages:", "levels: {A: {}}\nstages:", "a sweep has batches instead of levels"),
  ])
  func `a mistake in a sweep is named`(old: String, new: String, message: String) throws {
    let text = """
      study: s
      objective: o
      seed: 1
      inputs: {scenario: s.yaml}
      params: {k: 1}
      design:
        sweep:
          scenario: {revision: scn-v01, input: scenario}
          axes: {k: [1, 2]}
          seeds: [1, 2]
          deliverables: {report: work/out}
      stages:
        - name: work
          run: [sh, -c, "${params.k}"]
          outputs: [out]

      """
    #expect(Sample.messages(text).isEmpty)
    let messages = Sample.messages(text.replacing(old, with: new))
    #expect(messages.contains { $0.contains(message) }, "\(messages)")
  }
}
