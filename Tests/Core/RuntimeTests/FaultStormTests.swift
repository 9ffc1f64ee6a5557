#if DEBUG
  import Bytes
  import Files
  import Glibc
  import Ledger
  import Runtime
  import Study
  import TestKit
  import Testing

  /// A study whose every operation on files fails in turn: nothing that was acknowledged is lost,
  /// nobody is accused, and the study comes to its end once the cause is gone.
  @Suite(.serialized) struct FaultStormTests {
    /// What a fault is.
    struct Weather: Sendable, CustomTestStringConvertible {
      var errno: Int32
      var effect: FaultPlan.Effect
      var isLasting = false
      var testDescription: String { "\(errno) \(effect)\(isLasting ? " on and on" : "")" }
    }

    static let weathers = [
      Weather(errno: ENOSPC, effect: .notPersisted),
      Weather(errno: ENOSPC, effect: .notPersisted, isLasting: true),
      Weather(errno: EIO, effect: .notPersisted), Weather(errno: EIO, effect: .persisted),
      Weather(errno: EINTR, effect: .notPersisted), Weather(errno: EMFILE, effect: .notPersisted),
      Weather(errno: 0, effect: .short),
    ]

    /// How many operations are struck for each weather; the rest are left to the soak.
    static let strikes = 14

    private var plan: Plan {
      var plan = Plan.script(
        "demo",
        "echo one > out.txt; "
          + "echo '{\"metric\":{\"name\":\"m\",\"value\":1}}' >> \"$RUNLEDGER_EVENTS\""
      )
      plan.stages[0].outputs = [OutputPlan(path: "out.txt")]
      var reader = StagePlan(
        name: "read", run: ["sh", "-c", "cat \"$0\" > copy", "${inputs.made}"])
      reader.inputs = [StageInput(name: "made", source: .stage("task", "out.txt"))]
      reader.outputs = [OutputPlan(path: "copy")]
      plan.stages.append(reader)
      return plan
    }

    private func reopened(_ lab: Laboratory) throws -> Workspace {
      lab.workspace.ledger.close()
      return try Workspace.open(
        lab.workspace.directory, mode: .readWrite,
        configDirectory: PathName.join(lab.directory.path, "config"))
    }

    private func run(_ workspace: Workspace) throws -> RunSummary.End {
      var options = RunOptions(
        studyDirectory: workspace.root, environment: ["PATH": "/usr/bin:/bin"])
      options.handlesSignals = false
      return try StudyRunner(workspace, study: "demo", options: options).run().end
    }

    /// Runs the study to its end, allowing work again that an honest error has blocked.
    private func finish(_ workspace: Workspace) throws -> RunSummary.End {
      for _ in 0..<4 {
        let end = try run(workspace)
        guard end == .blocked else { return end }
        let blocked = try workspace.handler.states().study("demo")?.blocked ?? []
        for address in blocked {
          try workspace.handler.submit(
            RetryStage(study: "demo", run: address.run, stage: address.stage, reason: "it is over"),
            by: try workspace.person())
        }
      }
      return .blocked
    }

    @Test(arguments: weathers)
    func `a study survives whatever operation fails`(weather: Weather) throws {
      let calm = try Laboratory()
      try calm.register(plan)
      let counting = FaultPlan.counting()
      _ = try FaultPlan.$current.withValue(counting) { try run(calm.workspace) }
      let total = counting.attempts
      #expect(total > 100)
      for strike in 0..<Self.strikes {
        let ordinal = 1 + (strike * total + Int(weather.errno) * 7 % total) / Self.strikes
        let lab = try Laboratory()
        try lab.register(plan)
        let before = try lab.workspace.ledger.head()
        let fault = FaultPlan(
          nil, occurrence: ordinal, errno: weather.errno, isLasting: weather.isLasting,
          effect: weather.effect)
        _ = try? FaultPlan.$current.withValue(fault) { try run(lab.workspace) }
        let workspace = try reopened(lab)
        #expect(Verifier.verify(workspace.ledger).findings == [], "operation \(ordinal)")
        let standing = try workspace.ledger.compare(with: before).is
        #expect(standing != .behind && standing != .forked, "operation \(ordinal)")
        let end = try finish(workspace)
        #expect(
          end == .finished(.completed) || end == .nothingToDo(.completed),
          "operation \(ordinal) of \(total): \(end)")
        #expect(Verifier.verify(workspace.ledger).findings == [], "operation \(ordinal)")
        let copy = Hashing.digest(of: Array("one\n".utf8))
        #expect(try workspace.ledger.blobs.verify(copy) == .intact)
        workspace.ledger.close()
      }
    }
  }
#endif
