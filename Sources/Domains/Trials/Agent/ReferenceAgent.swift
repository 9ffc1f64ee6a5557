import Agents
import Codecs
import Files
import StageKit

/// The built-in agent: does a task with real operations on files, as a variant's policy says.
///
/// Deterministic: the same brief, policy, seed and files give the same log and the same bytes.
struct ReferenceAgent {
  static let name = "reference"

  let policy: Policy
  let faults: PairFaults
  let permissions: PermissionSet

  /// What a run has left besides its files.
  struct Result {
    /// What `agent.log` holds.
    let log: Value
    let status: AgentLog.Status
    let reason: String
    /// The time on the virtual clock, in seconds.
    let runtimeSeconds: Double
    let isTimedOut: Bool
  }

  /// Does the task in a sandbox that is ready.
  func run(in sandbox: String, timeoutSeconds: Double) throws(StageError) -> Result {
    let clock = VirtualClock(timeoutSeconds: timeoutSeconds)
    let log = AgentLog(clock: clock, logging: policy.logging)
    let files = try StageFiles.attempt { () throws(FileError) in
      try PermittedFiles(
        root: sandbox, permissions: permissions, clock: clock, faults: faults)
    }
    var seed: Int64 = 0
    var isTimedOut = false
    log.note(.start, policy.flow == .phases ? "I begin with the task." : "control loop started")
    do throws(EarlyEnd) {
      let brief = try brief(from: files)
      seed = brief.seed
      let tools = ReferenceTools(brief: brief, policy: policy, files: files, log: log)
      try work(with: tools)
    } catch {
      isTimedOut = error == .timedOut
      end(log, error)
    }
    return Result(
      log: log.value(
        operations: files.operations, timeoutSeconds: timeoutSeconds, seed: seed,
        agent: [
          "name": .text(Self.name), "deterministic": true,
          "enforcement": Enforcement.permissionLayer.value,
        ]),
      status: log.status, reason: log.reason, runtimeSeconds: clock.seconds,
      isTimedOut: isTimedOut)
  }

  private func end(_ log: AgentLog, _ setback: EarlyEnd) {
    switch setback {
    case .timedOut: log.finish(.incomplete, "the time limit was reached")
    case .incomplete(let reason):
      log.note(.completion, "The task is left incomplete: \(reason)")
      log.finish(.incomplete, reason)
    case .unsatisfiable(let reason):
      let text =
        policy.flow == .phases
        ? "I cannot finish the task and hand it back: \(reason)"
        : "objective O1 is unsatisfiable: \(reason)"
      log.note(.error, text)
      log.note(.completion, "The task ends without success.")
      log.finish(.error, reason)
    }
  }

  private func brief(from files: PermittedFiles) throws(EarlyEnd) -> TaskSpecification {
    do throws(OperationFailure) {
      let bytes = try files.read(TaskSpecification.path)
      guard let value = try? JSON.decode(bytes),
        let brief = try? TaskSpecification(value, TaskSpecification.path)
      else { throw .system("it is no task") }
      return brief
    } catch {
      if error == .timedOut { throw .timedOut }
      throw .unsatisfiable("cannot read '\(TaskSpecification.path)': \(error)")
    }
  }

  private func work(with tools: ReferenceTools) throws(EarlyEnd) {
    guard let plan = tools.brief.plan else {
      throw .unsatisfiable("no plan fits what '\(tools.brief.id)' asks for")
    }
    switch policy.flow {
    case .phases: try goThroughPhases(plan, tools)
    case .controlLoop: try loop(plan, tools)
    }
  }
}
