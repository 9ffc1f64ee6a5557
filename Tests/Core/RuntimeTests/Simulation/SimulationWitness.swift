import Codecs
import Ledger
import Study

@testable import Runtime

/// Reads the log as it grows, and holds every entry against what happened on the machine.
struct SimulationWitness {
  private var next: UInt64 = 0
  private var started: Set<AttemptID> = []
  private var ended: Set<AttemptID> = []
  private var recorded: [AttemptID: [Value]] = [:]
  /// When the next attempt at a unit may be requested, on the clock that nobody sets, and how often
  /// the other one had been set by then.
  private var due: [AttemptID: (at: UInt64, clocks: Int)] = [:]

  /// Looks at what was appended since the last look; nothing that was there is gone.
  mutating func check(_ workspace: Workspace, _ machine: SimulatedMachine) throws {
    let ledger = workspace.ledger
    let size = try ledger.head().size
    machine.hold(size >= next, "\(next) entries were there, and \(size) are")
    guard size > next else { return }
    var events: [Event] = []
    try ledger.entries(from: next) { index, signed in
      for stored in signed.entry.events {
        guard let bytes = try ledger.mapBytes(of: stored.data), Stream(stored.stream) != nil else {
          continue
        }
        events.append(try Event(stored, data: bytes))
      }
      return true
    }
    next = size
    for event in events { follow(event, machine) }
  }

  private mutating func follow(_ event: Event, _ machine: SimulatedMachine) {
    switch event.fact {
    case .stageStarted(let start):
      machine.hold(started.insert(start.id).inserted, "\(start.id) started twice")
      machine.hold(machine.processes[start.id] != nil, "\(start.id) started without a process")
    case .stageObserved(let observed):
      recorded[observed.id, default: []] += observed.lines
      let written = machine.processes[observed.id]?.lines.map(\.value) ?? []
      let known = recorded[observed.id] ?? []
      // A power cut takes lines from the file that were recorded before.
      let shorter = min(written.count, known.count)
      machine.hold(
        known.prefix(shorter) == written.prefix(shorter), "the lines of \(observed.id) are others")
    case .stageFinished(let finished): end(finished, machine)
    case .stageRetried(let retried) where retried.counts:
      let next = AttemptID(
        study: "s", run: event.stream.name, stage: retried.stage, unit: retried.unit,
        attempt: retried.attempt)
      let pause = max(0, retried.notBefore - machine.wall)
      due[next] = (machine.monotonic + UInt64(pause), machine.clocks)
    case .stageRequested(let request):
      let id = AttemptID(
        study: "s", run: event.stream.name, stage: request.stage, unit: request.unit,
        attempt: request.attempt)
      guard let due = due[id], due.clocks == machine.clocks else { break }
      machine.hold(machine.monotonic >= due.at, "\(id) is tried again before its time")
    default: break
    }
  }

  /// What the log says of an end is what happened.
  private mutating func end(_ finished: StageFinished, _ machine: SimulatedMachine) {
    let id = finished.id
    machine.hold(ended.insert(id).inserted, "\(id) ended twice")
    guard started.contains(id), let process = machine.processes[id] else {
      machine.hold(finished.outcome != .succeeded, "\(id) succeeded without a process")
      return
    }
    machine.hold(!process.isAlive(machine.monotonic), "\(id) has ended and lives")
    switch finished.outcome {
    case .succeeded:
      machine.hold(process.signal == nil && process.exit == 0, "\(id) did not succeed")
    case .failed: machine.hold(process.signal == nil && process.exit != 0, "\(id) did not fail")
    case .timedOut: machine.hold(finished.elapsed > 300_000_000, "\(id) was in time")
    case .crashed: machine.hold(process.signal != nil, "\(id) was not ended by a signal")
    case .interrupted: break
    }
    let written = process.written(machine.monotonic).count
    machine.hold(
      recorded[id]?.count ?? 0 >= written, "\(written) lines of \(id) were written, fewer recorded")
  }
}
