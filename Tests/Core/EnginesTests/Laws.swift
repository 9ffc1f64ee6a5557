import Codecs
import Engines
import Study
import Testing

/// What has to hold after every accepted command, kept by folding its events a second time.
struct Laws {
  /// Every run that was ever planned, in the order planned.
  private(set) var runs: [String] = []
  private var live: [String] = []
  private var requested: [String] = []
  private let folded = States()
  private var entry: UInt64 = 0
  private var stored: [String: [UInt8]] = [:]

  /// Looks at an entry's events, and at the states after it.
  mutating func check(_ scenario: Scenario, entry events: [Event]) {
    #expect(events.count <= Rules.eventsMax)
    checkCauses(events)
    for (ordinal, event) in events.enumerated() {
      follow(event)
      folded.evolve(event, at: EventPosition(entry: entry, ordinal: ordinal))
    }
    entry += 1
    let applied = scenario.states.takeChanges()
    let again = folded.takeChanges()
    #expect(applied.map(\.key) == again.map(\.key))
    #expect(applied.map(\.bytes) == again.map(\.bytes))
    for (key, bytes) in applied { stored[key] = bytes }
    checkRows(applied)
    checkCounters(scenario.states)
  }

  /// No unit has two attempts under way, and no attempt happens twice.
  private mutating func follow(_ event: Event) {
    switch event.fact {
    case .runPlanned(let planned):
      if !runs.contains(event.stream.name) { runs.append(event.stream.name) }
      for stale in planned.stale {
        #expect(!live.contains("\(event.stream.name)/\(stale.stage)[\(stale.unit)]"))
      }
    case .stageRequested(let request):
      let unit = "\(event.stream.name)/\(request.stage)[\(request.unit)]"
      #expect(!live.contains(unit), "\(unit) is under way twice")
      #expect(!requested.contains("\(unit)#\(request.attempt)"), "\(unit)#\(request.attempt) again")
      live.append(unit)
      requested.append("\(unit)#\(request.attempt)")
    case .stageFinished(let finished):
      let unit = "\(event.stream.name)/\(finished.id.stage)[\(finished.id.unit)]"
      #expect(live.contains(unit), "\(unit) ends without being under way")
      live.removeAll { $0 == unit }
    case .stageBlocked(let blocked) where blocked.reason == "survivor":
      live.removeAll { $0 == "\(event.stream.name)/\(blocked.stage)[\(blocked.unit)]" }
    default: break
    }
  }

  /// Engines react to events before their own; the decider and answers have no cause.
  private func checkCauses(_ events: [Event]) {
    var latest = -1
    for (ordinal, event) in events.enumerated() {
      guard let cause = event.cause else {
        #expect(latest == -1, "an event without a cause after one with a cause")
        continue
      }
      #expect(!event.by.isEmpty)
      #expect(cause < ordinal)
      #expect(cause >= latest, "first in, first out")
      latest = cause
    }
  }

  /// What is stored can be read again.
  private func checkRows(_ rows: [(key: String, bytes: [UInt8])]) {
    let states = States(Rows(stored.map { ($0.key, $0.value) }))
    for row in rows {
      let parts = row.key.split(separator: "/").map(String.init)
      switch parts[0] {
      case "study": #expect(states.study(parts[1])?.record == folded.study(parts[1])?.record)
      case "plan": #expect(states.plan(parts[1]) == folded.plan(parts[1]))
      case "run", "units":
        #expect(states.run("s", parts[2])?.record == folded.run("s", parts[2])?.record)
      default: #expect(states.violation("s", parts[2]) == folded.violation("s", parts[2]))
      }
    }
    #expect(states.failure == nil)
  }

  /// The counters of the study say what its runs say.
  private func checkCounters(_ states: States) {
    guard let study = states.study("s"), let plan = states.plan("s") else { return }
    let all = runs.compactMap { states.run("s", $0) }
    #expect(study.runCount == all.count)
    #expect(study.finishedCount == all.filter { $0.finished != nil }.count)
    #expect(study.lockedCount == all.filter(\.isLocked).count)
    let counted = all.filter { study.counts($0, in: plan) && $0.replacedBy == nil }
    #expect(study.finished == counted.filter { $0.finished != nil }.count)
    let current = all.filter { study.isCurrent($0) }
    #expect(
      Set(study.blocked) == Set(current.flatMap(\.blockedUnits)), "what waits for a person")
    let open = current.filter { $0.finished == nil }
    if study.closing != .stopped {
      for run in open { #expect(study.active.contains(run.id), "\(run.id) is under way") }
    }
    for id in study.active {
      let isOpen = open.contains { $0.id == id }
      #expect(isOpen || states.run("s", id)?.isLive ?? false, "\(id) is not under way")
    }
    #expect(Set(study.active).count == study.active.count)
    let marked = all.filter { $0.replacedBy == nil && !$0.isProduction }
    #expect(Set(study.nonProduction) == Set(marked.map(\.id)), "what is not for production")
    for run in all where !run.isLocked && run.bypassed.isEmpty {
      #expect(run.params.allSatisfy { !$0.bypass || $0.value == false }, "a guard without a grant")
    }
  }
}

/// Rows as a source of states.
struct Rows: StateSource {
  private let rows: [String: [UInt8]]

  init(_ rows: [(key: String, bytes: [UInt8])]) {
    self.rows = Dictionary(uniqueKeysWithValues: rows.map { ($0.key, $0.bytes) })
  }

  func row(_ key: String) -> [UInt8]? { rows[key] }
}
