import Files
import Ledger
import Runtime
import Study
import Testing

/// An attempt that takes more than its study allows is ended, and says what of.
@Suite(.serialized) struct LimitsTests {
  private func attempt(
    _ script: String, _ limits: (inout LimitsPlan) -> Void
  ) throws -> StageFinished {
    let lab = try Laboratory()
    var plan = Plan.script("demo", script)
    plan.stages[0].timeoutNanoseconds = 30_000_000_000
    limits(&plan.limits)
    try lab.register(plan)
    return try #require(try lab.run("demo").last)
  }

  @Test func `a log that grows too long ends it`() throws {
    let finished = try attempt("yes; sleep 30") { $0.logBytes = 1 << 16 }
    #expect(finished.outcome == .failed)
    #expect(finished.error == "stdout.log grew beyond 64 KiB")
  }

  @Test func `too many files end it, while it works and once it has ended`() throws {
    for script in ["for i in 1 2 3 4 5; do touch f$i; done", "touch a b c d; sleep 30"] {
      let finished = try attempt(script) { $0.files = 3 }
      #expect(finished.outcome == .failed)
      #expect(finished.error == "it wrote more than the 3 files that it may")
    }
  }

  @Test func `too many bytes end it`() throws {
    let finished = try attempt("head -c 5000 /dev/zero > f; sleep 30") { $0.outputBytes = 4_096 }
    #expect(finished.error == "it wrote more than the 4 KiB that it may")
  }

  @Test func `too many processes end it, all of them`() throws {
    let finished = try attempt("for i in 1 2 3 4 5 6; do sleep 30 & done; sleep 30") {
      $0.processes = 4
    }
    #expect(finished.error == "it had more than the 4 processes that it may")
  }

  @Test func `too much memory ends it`() throws {
    let finished = try attempt("exec awk 'BEGIN { for (;;) a[++n] = sprintf(\"%1000s\", n) }'") {
      $0.memoryBytes = 64 << 20
    }
    #expect(finished.outcome == .failed)
    #expect(finished.error == "it took more than the 64 MiB of memory that it may")
  }

  @Test func `within its limits it is left alone`() throws {
    let finished = try attempt("echo 1; touch a; sleep 0.3") {
      $0.logBytes = 100
      $0.files = 1
      $0.outputBytes = 100
      $0.processes = 10
      $0.memoryBytes = 1 << 30
    }
    #expect(finished.outcome == .succeeded)
  }
}
