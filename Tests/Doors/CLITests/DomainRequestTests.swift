import Runtime
import StageKit
import TestKit
import Testing

@testable import CLI

/// What verbs of domains may ask for, carried out in a ledger.
@Suite(.serialized) struct DomainRequestTests {
  private enum Demo: Domain {
    static let name = "demo"
    static let summary = "asks"
    static let steps: [any Step.Type] = []
  }

  private func ask(
    _ request: StageRequest, _ words: String..., on bench: Bench
  ) throws -> Bench.Result {
    let asking = DomainVerb("ask", "asks", usage: "demo ask", example: "runledger demo ask") { _ in
      request
    }
    let verb = Verb(asking, of: Demo.self)
    let (out, err) = (MemorySink(), MemorySink())
    let console = Console(
      stdout: out, stderr: err, stdin: MemoryLines(), environment: bench.environment)
    let invocation = Invocation(
      verb: verb, arguments: try verb.parse(words), environment: bench.environment,
      directory: bench.root, console: console, world: .live)
    let exit = exitCode(of: invocation, console)
    out.flush()
    err.flush()
    return Bench.Result(exit: exit.rawValue, out: out.text, err: err.text)
  }

  private func exitCode(of invocation: Invocation, _ console: Console) -> ExitCode {
    do { return try invocation.verb.run(invocation) } catch {
      let failure = Failure(error)
      console.report(failure, asJSON: false)
      return failure.exit
    }
  }

  private func finished() throws -> Bench {
    let bench = try Bench.withLedger()
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
    return bench
  }

  @Test func `a run is replaced, run up to a stage, locked and reproduced`() throws {
    let bench = try finished()
    let run = RunSelection(study: "smallest", run: "s1")
    let rerun = try ask(.rerun(run, from: "count", params: []), "-m", "again", on: bench)
    #expect(rerun.exit == 0, "\(rerun.err)")
    let until = try ask(.runUntil(stage: "count", run), on: bench)
    #expect(until.exit == 0, "\(until.err)")
    #expect(bench.run("log", "--json").out.contains("run.corrected"))
    let before = try bench.entries()
    let locked = try ask(.lock(run, reason: "as asked"), on: bench)
    #expect(locked.exit == 0, "\(locked.err)")
    #expect(bench.run("log", "--json").out.contains("as asked"))
    let again = try ask(.lock(run, reason: "as asked"), on: bench)
    #expect(again.exit == 0 && again.err.contains("is locked already"))
    #expect(try bench.entries() == before + 1)
    let reproduced = try ask(.reproduce(run, tolerate: []), on: bench)
    #expect(reproduced.exit == 0, "\(reproduced.err)")
    #expect(reproduced.out.contains("exact"))
  }

  @Test func `a step that is no slug is recorded all the same`() throws {
    let bench = try Bench()
    #expect(try BuiltProgram.run("runledger init", on: bench).exit == 0)
    let words = "make_report --run_id R --symbols A --start 2010-01-01 --end 2010-12-31"
    let result = try BuiltProgram.run("runledger market \(words)", on: bench)
    #expect(result.exit != 0)
    #expect(result.err.contains("recorded: runledger show market-make-report-1"), "\(result.err)")
  }

  @Test func `a whole study is run where no run is named`() throws {
    let bench = try finished()
    let whole = try ask(.runUntil(stage: nil, RunSelection(study: "smallest")), on: bench)
    #expect(whole.exit == 0, "\(whole.err)")
  }

  @Test func `what is not there is named, and nothing is added`() throws {
    let bench = try finished()
    let before = try bench.entries()
    let run = RunSelection(study: "smallest", run: "s1")
    var paired = run
    paired.isOfPair = true
    var other = run
    other.seed = "7"
    let asked: [(StageRequest, Int32, String)] = [
      (.runUntil(stage: "cuont", run), 4, "study 'smallest' has no stage 'cuont'"),
      (.rerun(run, from: "cuont", params: []), 4, "study 'smallest' has no stage 'cuont'"),
      (.lock(RunSelection(study: "smallest", run: "s9"), reason: "x"), 4, "'s9'"),
      (.lock(RunSelection(study: "other"), reason: "x"), 4, "'other'"),
      (.lock(paired, reason: "x"), 2, "study 'smallest' is not paired"),
      (.lock(other, reason: "x"), 11, "run 's1' has seed 1, not 7"),
      (.pair(RunSelection(study: "smallest")), 2, "pair"),
      (.tell(run, stage: "count", text: "hello"), 11, "s1"),
      (.show(step: "none"), 2, "there is no step 'none'"),
    ]
    for (request, exit, message) in asked {
      let result = try ask(request, on: bench)
      #expect(result.exit == exit, "\(request): \(result.exit) \(result.err)")
      #expect(result.err.contains(message), "\(request): \(result.err)")
    }
    #expect(try bench.entries() - before <= 1, "only the refusal by a rule enters")
  }
}
