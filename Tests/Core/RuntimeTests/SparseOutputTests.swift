import Files
import Glibc
import Ledger
import Runtime
import Study
import TestKit
import Testing

/// Files that say they are larger than any disk, and files that grow: none of them fills the disk
/// or holds the others up, and each fails its attempt by name.
@Suite(.serialized) struct SparseOutputTests {
  private func attempt(
    _ script: String, outputs: [OutputPlan] = [], limits: LimitsPlan = LimitsPlan()
  ) throws -> (finished: StageFinished, lab: Laboratory) {
    let lab = try Laboratory()
    var plan = Plan.script("demo", script)
    plan.stages[0].outputs = outputs
    plan.limits = limits
    try lab.register(plan)
    return (try #require(try lab.run("demo").last), lab)
  }

  /// Everything that was kept, finished or not.
  private func kept(_ lab: Laboratory) -> [String] {
    (try? FileSystem.walk(lab.workspace.directory.blobs)) ?? []
  }

  @Test func `an output larger than the disk fails its attempt and nothing else`() throws {
    let lab = try Laboratory()
    var plan = Plan.script(
      "demo", "if [ $RUNLEDGER_SEED = 2 ]; then truncate -s 4T out.bin; else echo > out.bin; fi")
    plan.levels = [LevelPlan(name: "full", seeds: [1, 2, 3])]
    plan.stages[0].outputs = [OutputPlan(path: "out.bin")]
    try lab.register(plan)
    let began = Clock.monotonic()
    _ = try lab.run("demo", keepsGoing: true)
    #expect(Clock.monotonic() - began < 60_000_000_000)
    let finished = try lab.events().compactMap { event -> StageFinished? in
      if case .stageFinished(let finished) = event.fact { finished } else { nil }
    }
    let failed = finished.filter { $0.outcome != .succeeded }
    #expect(finished.count == 3 && failed.count == 1)
    let error = try #require(failed.first?.error)
    #expect(error.hasPrefix("output 'out.bin' takes 4.0 TiB, and the disk of the ledger has "))
    #expect(
      error.hasSuffix(" free: free some space, write less, or declare it as 'digest'"), "\(error)")
    #expect(kept(lab).count == 1, "the one line that the others wrote")
    #expect(Verifier.verify(lab.workspace.ledger).findings == [])
  }

  @Test func `outputs that are too large together are refused before the first`() throws {
    let free = try FileSystem.freeBytes(FileSystem.temporaryDirectory)
    let (finished, lab) = try attempt(
      "truncate -s \(free / 10 * 6) a b", outputs: [OutputPlan(path: "a"), OutputPlan(path: "b")])
    #expect(finished.error?.hasPrefix("its outputs take ") == true, "\(finished.error ?? "")")
    #expect(finished.outputs == [])
    #expect(kept(lab) == [])
  }

  @Test func `the limit of a study is held before anything is taken in`() throws {
    var limits = LimitsPlan()
    limits.outputBytes = 1 << 20
    let (finished, lab) = try attempt(
      "truncate -s 1G out.bin", outputs: [OutputPlan(path: "out.bin")], limits: limits)
    #expect(finished.outcome == .failed)
    #expect(finished.error == "it wrote more than the 1 MiB that it may")
    #expect(kept(lab) == [])
  }

  @Test func `holes of an output are kept as holes, and nothing is an output too`() throws {
    let (finished, lab) = try attempt(
      "truncate -s 256M out.bin; printf end >> out.bin; : > none",
      outputs: [OutputPlan(path: "out.bin"), OutputPlan(path: "none")])
    #expect(finished.outcome == .succeeded)
    #expect(finished.outputs.map(\.size) == [0, (256 << 20) + 3])
    let blob = lab.workspace.ledger.blobs.path(of: try #require(finished.outputs.last).digest)
    var status = stat()
    #expect(unsafe stat(blob, &status) == 0)
    #expect(status.st_blocks * 512 < 1 << 20)
    #expect(try lab.workspace.ledger.blobs.verify(finished.outputs[1].digest) == .intact)
  }

  @Test(arguments: [0, 3])
  func `a log that is all holes is cut to what it may hold`(exit: Int) throws {
    let (finished, lab) = try attempt(
      "echo first; truncate -s 4T $(dirname $RUNLEDGER_EVENTS)/stdout.log; exit \(exit)")
    #expect(finished.outcome == .failed)
    // While it runs the runner may see it first.
    let beyond = "stdout.log grew beyond 64 MiB"
    #expect(finished.error == beyond || exit == 3 && finished.error == "it exited with 3")
    #expect(finished.logs.map(\.size) == [64 << 20])
    #expect(kept(lab).count == 1)
  }

  @Test func `reports that are all holes end it`() throws {
    let (finished, _) = try attempt("truncate -s 4T $RUNLEDGER_EVENTS")
    #expect(finished.outcome == .failed)
    let beyond = "the file of RUNLEDGER_EVENTS grew beyond 256 MiB"
    #expect(finished.error?.hasPrefix(beyond) == true, "\(finished.error ?? "")")
    #expect(finished.unread > 0)
  }

  @Test func `what stands behind a line of any length is read`() throws {
    let (finished, _) = try attempt(
      "head -c 10000000 /dev/zero | tr '\\0' x >> $RUNLEDGER_EVENTS; echo >> $RUNLEDGER_EVENTS;"
        + "echo '{\"metric\":{\"name\":\"loss\",\"value\":1.5}}' >> $RUNLEDGER_EVENTS")
    #expect(finished.metrics == [MetricValue(name: "loss", value: 1.5)])
    #expect(finished.unread == 1)
  }

  @Test func `an output that grows while it is taken in fails the attempt`() throws {
    let lab = try Laboratory()
    var plan = Plan.script("demo", "head -c 100000000 /dev/zero > out.bin; touch ready")
    plan.stages[0].outputs = [OutputPlan(path: "out.bin")]
    try lab.register(plan)
    let work = PathName.join(lab.root, "runs/demo/s7/attempts/task/_/01")
    let writer = try TestProcess.start([
      "/bin/sh", "-c",
      "while [ ! -e \(work)/ready ]; do sleep 0.01; done; "
        + "while [ -e \(work)/ready ]; do echo x >> \(work)/out.bin; done",
    ])
    defer {
      kill(writer, SIGKILL)
      TestProcess.wait(for: writer)
    }
    let finished = try #require(try lab.run("demo").last)
    #expect(finished.outcome == .failed)
    #expect(finished.error == "output 'out.bin' was written to while it was taken in")
    #expect(finished.outputs == [])
  }

  @Test func `a neighbour's time ends with it, however long the others are taken in`() throws {
    let lab = try Laboratory()
    var plan = Plan.script(
      "demo", "if [ $RUNLEDGER_SEED = 1 ]; then truncate -s 4G out.bin; else exec sleep 60; fi")
    plan.levels = [LevelPlan(name: "full", seeds: [1, 2])]
    plan.stages[0].outputs = [OutputPlan(path: "out.bin")]
    plan.stages[0].timeoutNanoseconds = 1_000_000_000
    try lab.register(plan)
    _ = try lab.run("demo", keepsGoing: true)
    let finished = try lab.events().compactMap { event -> StageFinished? in
      if case .stageFinished(let finished) = event.fact { finished } else { nil }
    }
    #expect(finished.count == 2)
    let late = try #require(finished.first { $0.outcome == .timedOut })
    // It takes longer than that to digest four gigabytes.
    #expect(late.elapsed >= 1_000_000_000 && late.elapsed < 2_500_000_000, "\(late.elapsed)")
  }
}
