import Bytes
import Codecs
import Engines
import Study

extension Benchmark {
  /// A stage of many units is no dearer for each of them than one of few.
  static let units = Benchmark(
    name: "units", summary: "a unit of ten thousand claimed, started and ended, against one of 200"
  ) { _, options in
    _ = try UnitWork.perSecond(200)
    let rounds = try Measuring.rounds(options) {
      try UnitWork.perSecond(200)
    } value: {
      try UnitWork.perSecond(options.isShort ? 2_000 : 10_000)
    }
    return [
      Result(
        "units", .perSecond("units"), rounds, peakRSS: ProcessUsage.peakResidentBytes())
    ]
  }
}

/// A run with one stage of many units, worked off by the rules alone: nothing is stored or started.
private enum UnitWork {
  static func perSecond(_ count: Int) throws -> Double {
    let states = States()
    var entry: UInt64 = 0
    func apply(_ command: any Command) throws -> [Event] {
      entry += 1
      let context = CommandContext(entry: entry, at: Int64(entry), author: "bench")
      let events = try Rules.apply(command, at: context, states)
      _ = states.takeChanges()
      return events
    }
    _ = try apply(RegisterStudy(StudyRegistered(plan: plan(count), file: file)))
    var done = 0
    let seconds = try Measuring.seconds {
      while done < count {
        let claimed = try apply(ClaimWork(study: "units", slots: 2, pins: ["host": .text("bench")]))
        let before = done
        for event in claimed {
          guard case .stageRequested(let request) = event.fact else { continue }
          let id = AttemptID(
            study: "units", run: event.stream.name, stage: request.stage, unit: request.unit,
            attempt: request.attempt)
          _ = try apply(
            StartStage(
              StageStarted(
                id: id, command: ["true"], pid: 1, processStart: 1, boot: "bench", directory: "")))
          var finished = StageFinished(id: id, outcome: .succeeded, elapsed: 1)
          finished.exit = 0
          _ = try apply(FinishStage(finished))
          done += 1
        }
        guard done > before else { throw UsageError(message: "the units come to no end") }
      }
    }
    return Double(count) / seconds
  }

  private static let file = FilePin(path: "study.yaml", digest: .zero, size: 0)

  private static func plan(_ count: Int) -> Plan {
    var plan = Plan(study: "units", objective: "what does one more unit cost?", seed: 1)
    plan.levels = [LevelPlan(name: "", seedCount: 1)]
    var work = StagePlan(name: "work", run: ["true", "${unit.n}"])
    work.foreach = [Axis(name: "n", values: (0..<Int64(count)).map { .int($0) })]
    plan.stages = [work]
    return plan
  }
}
