import Study

/// The rules of a study of two levels in a few lines, written from what STUDIES says and not from
/// how the engines do it: what may be claimed, started, ended, tried again, accepted and locked.
struct StudyModel {
  /// A unit of a stage.
  struct Unit: Equatable {
    var stage: String
    var key = ""
    var phase = UnitState.Phase.waiting
    var attempt = 0
    var failures = 0
    var interruptions = 0
    var verdict: Verdict?
    var isAccepted = false
    /// Somebody let it be tried again.
    var isFreed = false

    var isDone: Bool { phase == .ended }
    var isOpen: Bool { isDone && verdict == .warn && !isAccepted }
    var attempts: Int { stage == "train" ? 2 : 1 }
  }

  /// A run: `report` for its level, or `prepare` and two folds of `train` for a seed.
  struct Run {
    var id: String
    var isLocked = false
    var units: [Unit]

    init(_ id: String) {
      self.id = id
      units =
        id.hasSuffix("study")
        ? [Unit(stage: "report")]
        : [Unit(stage: "prepare")] + ["fold=1", "fold=2"].map { Unit(stage: "train", key: $0) }
    }

    var isFinished: Bool { units.allSatisfy(\.isDone) }
  }

  static let levels = [["A-study", "A-s1", "A-s2"], ["B-study", "B-s1", "B-s2", "B-s3"]]

  private(set) var runs: [Run] = []
  private(set) var level = 0
  private(set) var isHalted = false
  private(set) var isClosed = false

  func place(_ address: UnitAddress) -> (run: Int, unit: Int)? {
    guard let run = runs.firstIndex(where: { $0.id == address.run }),
      let unit = runs[run].units.firstIndex(where: {
        $0.stage == address.stage && $0.key == address.unit
      })
    else { return nil }
    return (run, unit)
  }

  var blocked: [UnitAddress] {
    runs.flatMap { run in
      run.units.filter { $0.phase == .blocked }
        .map { UnitAddress(run: run.id, stage: $0.stage, unit: $0.key) }
    }
  }

  /// What a claim puts in order; nil when it is refused.
  mutating func claim(_ slots: Int, keepsGoing: Bool) -> [String]? {
    guard !isHalted else { return nil }
    var requested: [String] = []
    func take(_ place: Int) {
      for unit in runs[place].units.indices where requested.count < slots {
        let phase = runs[place].units[unit].phase
        guard phase == .waiting || phase == .retrying, isReady(runs[place], unit) else { continue }
        runs[place].units[unit].phase = .requested
        runs[place].units[unit].attempt += 1
        let taken = runs[place].units[unit]
        requested.append("\(runs[place].id)/\(taken.stage)[\(taken.key)]#\(taken.attempt)")
      }
    }
    let isConfined = !keepsGoing && !blocked.isEmpty
    for place in runs.indices {
      let units = runs[place].units
      let isFreed = units.contains { $0.isFreed } && !units.contains { $0.phase == .blocked }
      if !isConfined || isFreed { take(place) }
    }
    if isConfined || isClosed { return requested }
    for id in Self.levels[level] where !runs.contains(where: { $0.id == id }) {
      guard requested.count < slots else { break }
      runs.append(Run(id))
      take(runs.count - 1)
    }
    return requested
  }

  private func isReady(_ run: Run, _ unit: Int) -> Bool {
    switch run.units[unit].stage {
    case "prepare": true
    case "train": run.units[0].isDone
    default:
      Self.levels[level].filter { !$0.hasSuffix("study") }.allSatisfy { id in
        runs.first { $0.id == id }?.isFinished ?? false
      }
    }
  }

  /// Starts an attempt; false when that is refused.
  mutating func start(_ at: UnitAddress, attempt: Int) -> Bool {
    guard !isHalted, let (run, unit) = place(at), runs[run].units[unit].phase == .requested,
      runs[run].units[unit].attempt == attempt
    else { return false }
    runs[run].units[unit].phase = .started
    return true
  }

  /// Ends an attempt.
  mutating func finish(
    _ at: UnitAddress, attempt: Int, _ outcome: Outcome, accuracy: Double
  ) -> Bool {
    guard let (run, place) = place(at) else { return false }
    var unit = runs[run].units[place]
    let mayEnd =
      unit.phase == .started
      || unit.phase == .requested && (outcome == .crashed || outcome == .interrupted)
    guard mayEnd, unit.attempt == attempt else { return false }
    switch outcome {
    case .succeeded:
      unit.verdict = nil
      if unit.stage == "train" {
        unit.verdict = accuracy >= 0.8 ? .pass : accuracy >= 0.6 ? .warn : .fail
      }
      unit.isAccepted = false
      unit.phase = unit.verdict == .fail ? .blocked : .ended
    case .interrupted:
      unit.interruptions += 1
      let paid = max(0, unit.interruptions - 10)
      unit.phase = paid == 0 || unit.failures + paid < unit.attempts ? .retrying : .blocked
    case .failed, .timedOut, .crashed:
      unit.failures += 1
      let isWorth = unit.stage == "train" && outcome == .timedOut
      unit.phase = isWorth && unit.failures < unit.attempts ? .retrying : .blocked
    }
    if unit.phase == .retrying { unit.isFreed = false }
    runs[run].units[place] = unit
    settle(run)
    return true
  }

  /// Lets what is blocked in a run be tried again.
  mutating func retry(_ id: String, _ stage: String?) -> Bool {
    guard let run = runs.firstIndex(where: { $0.id == id }), !runs[run].isLocked else {
      return false
    }
    let places = runs[run].units.indices.filter {
      runs[run].units[$0].phase == .blocked
        && (stage ?? runs[run].units[$0].stage)
          == runs[run].units[$0].stage
    }
    for place in places {
      var unit = runs[run].units[place]
      (unit.phase, unit.failures, unit.interruptions) = (.waiting, 0, 0)
      (unit.verdict, unit.isFreed) = (nil, true)
      runs[run].units[place] = unit
    }
    return !places.isEmpty
  }

  mutating func block(_ at: UnitAddress) -> Bool {
    guard let (run, unit) = place(at), [.requested, .started].contains(runs[run].units[unit].phase)
    else { return false }
    runs[run].units[unit].phase = .blocked
    return true
  }

  mutating func accept(_ at: UnitAddress) -> Bool {
    guard let (run, unit) = place(at), runs[run].units[unit].isOpen else { return false }
    runs[run].units[unit].isAccepted = true
    settle(run)
    return true
  }

  mutating func lock(_ id: String) -> Bool {
    guard let run = runs.firstIndex(where: { $0.id == id }), runs[run].isFinished,
      !runs[run].isLocked
    else { return false }
    runs[run].isLocked = true
    return true
  }

  mutating func halt() -> Bool {
    guard !isHalted, !isClosed else { return false }
    isHalted = true
    return true
  }

  mutating func resume() -> Bool {
    guard isHalted else { return false }
    isHalted = false
    endLevel()
    return true
  }

  /// What is finished without an open warning is locked, unless it is the level's own.
  private mutating func settle(_ run: Int) {
    guard runs[run].isFinished else { return }
    if !runs[run].id.hasSuffix("study"), !runs[run].units.contains(where: \.isOpen) {
      runs[run].isLocked = true
    }
    endLevel()
  }

  /// When all runs of a level are finished and no warning is open, the next one begins.
  private mutating func endLevel() {
    let isComplete = Self.levels[level].allSatisfy { id in
      guard let run = runs.first(where: { $0.id == id }) else { return false }
      return run.isFinished && !run.units.contains(where: \.isOpen)
    }
    guard isComplete, !isHalted, !isClosed else { return }
    if level + 1 < Self.levels.count { level += 1 } else { isClosed = true }
  }
}
