#if DEBUG
  import Files
  import Glibc
  import Processes
  import Testing

  /// A process that waits at its gate, and a gate that cannot be opened.
  @Suite(.serialized) struct GateFaultTests {
    @Test(.timeLimit(.minutes(1)), arguments: [FaultPlan.Effect.notPersisted, .persisted])
    func `it ends there, is not waited for, and the error is told`(
      effect: FaultPlan.Effect
    ) throws {
      let sink = try Descriptor.open("/dev/null", .write)
      let launch = try Launch(
        Launch.Plan(
          program: "/bin/true", arguments: ["true"], environment: [], directory: "/",
          output: sink.number, error: sink.number))
      let plan = FaultPlan(.write, occurrence: 1, errno: ENOSPC, isLasting: false, effect: effect)
      let problem = FaultPlan.$current.withValue(plan) { launch.open() }
      #expect(problem?.contains("no space left on device") == true)
      #expect(Children.wait(for: launch.pid) != nil)
    }
  }
#endif
