import Codecs
import Study

@testable import Runtime

/// What a runner holds of a simulated process.
final class SimulatedAttempt: Attempt {
  let process: SimulatedProcess
  var pending: [Value] = []
  var recordedAt: UInt64
  private(set) var ending: AttemptEnding?
  private let machine: SimulatedMachine
  private let limit: Int64?
  private var taken = 0
  private var forcedAt: UInt64?

  init(_ process: SimulatedProcess, limit: Int64?, on machine: SimulatedMachine) {
    self.process = process
    self.limit = limit
    self.machine = machine
    recordedAt = machine.monotonic
  }

  var id: AttemptID { process.id }
  var elapsed: Int64 { process.elapsed(machine.monotonic) }
  var reported: (done: Double, of: Double)? { nil }
  var lastMetric: (name: String, value: Double)? { nil }

  var started: StageStarted {
    StageStarted(
      id: id, command: ["work"], pid: process.number, processStart: 1, boot: "simulated",
      directory: "runs")
  }

  func open() {
    guard !machine.isDead else { return }
    machine.opened(self)
    process.open(machine.monotonic)
  }

  func abandon() { if !machine.isDead { process.abandon() } }

  func look() {
    machine.steps += 1
    let lines = process.written(machine.monotonic)
    if lines.count > taken {
      pending += lines[taken...]
      taken = lines.count
    }
    if ending == nil, let limit, elapsed > limit, !process.hasEnded(machine.monotonic) {
      end(.timedOut)
    }
    if let forcedAt, machine.monotonic > forcedAt { process.force(machine.monotonic) }
  }

  func end(_ why: AttemptEnding) {
    guard !machine.isDead else { return }
    if ending == nil { ending = why }
    process.ask(machine.monotonic)
    forcedAt = forcedAt ?? machine.monotonic + 2_000_000_000
  }

  func kill() {
    guard !machine.isDead else { return }
    if ending == nil { ending = .interrupted }
    process.force(machine.monotonic)
  }

  func clear() { if !machine.isDead { process.stop(machine.monotonic) } }

  func finished() throws -> StageFinished? {
    // A process that nothing can end is one of those that a keeper leaves to the runner.
    if let forcedAt, machine.monotonic > forcedAt + 5_000_000_000 { process.stop(forcedAt) }
    guard process.hasEnded(machine.monotonic) else { return nil }
    try machine.call()
    look()
    var finished = StageFinished(id: id, outcome: outcome, elapsed: elapsed)
    finished.exit = process.signal == nil ? process.exit : nil
    finished.signal = process.signal
    if finished.outcome == .succeeded {
      finished.metrics = [MetricValue(name: "accuracy", value: process.accuracy)]
    }
    return finished
  }

  private var outcome: Outcome {
    switch ending {
    case .timedOut, .overspent: .timedOut
    case .interrupted: .interrupted
    case .exceeded: .failed
    case nil: process.signal != nil ? .crashed : process.exit == 0 ? .succeeded : .failed
    }
  }
}
