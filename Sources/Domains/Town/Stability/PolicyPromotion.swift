import Codecs

/// A policy that can be in use.
struct Release: Coded, Equatable {
  var checkpoint = "scripted"
  var policyHash = ""
  var configID = ""

  mutating func code(_ c: inout some StateCoder) {
    c.field("checkpoint", &checkpoint)
    c.field("policy_hash", &policyHash)
    c.field("config_id", &configID)
  }

  var value: Value { StateWriter.value(of: self) }
}

/// A promotion, a rollback or a swap.
struct ReleaseChange: Coded, Equatable {
  var event = ""
  var tick = 0
  var from = Release()
  var to = Release()
  var reason = ""
  var commandID = ""
  var issuer = ""
  /// The windows that allowed it, by their first and last tick.
  var windows: [Int] = []

  mutating func code(_ c: inout some StateCoder) {
    c.field("event", &event)
    c.field("tick", &tick)
    c.field("previous_release", &from)
    c.field("release", &to)
    c.field("reason", &reason)
    c.field("cmd_id", &commandID)
    c.field("issuer", &issuer)
    c.field("windows", &windows)
  }

  /// A line of `promotion_history.jsonl`.
  func value(_ state: Value) -> Value {
    [
      "event": .text(event), "tick": .int(Int64(tick)),
      "metadata": [
        "checkpoint": .text(to.checkpoint), "policy_hash": .text(to.policyHash),
        "reason": .text(reason), "cmd_id": .text(commandID), "issuer": .text(issuer),
        "windows": .array(windows.map { .int(Int64($0)) }),
      ],
      "previous_release": from.value, "release": to.value, "state": state,
    ]
  }
}

/// Which policy is in use, and whether another may take its place.
///
/// Evidence is closed windows alone.
struct PolicyPromotion: Coded {
  /// `monitoring`, `ready` or `promoted`.
  var state = "monitoring"
  var streak = 0
  var streakWindows: [Int] = []
  var lastResult = "none"
  var lastTick = -1
  var readyTick = -1
  var release = Release()
  var initial = Release()
  /// Lateness of a window when the release was made; -1 while nothing was promoted.
  var latenessBaseline = -1
  var lastLateness = -1
  /// How many windows of a promoted policy are still watched.
  var canaryLeft = 0
  var history: [ReleaseChange] = []

  mutating func code(_ c: inout some StateCoder) {
    c.field("state", &state)
    c.field("pass_streak", &streak)
    c.field("streak_windows", &streakWindows)
    c.field("last_result", &lastResult)
    c.field("last_evaluated_tick", &lastTick)
    c.field("candidate_ready_tick", &readyTick)
    c.field("current_release", &release)
    c.field("initial_release", &initial)
    c.field("lateness_baseline", &latenessBaseline)
    c.field("last_lateness", &lastLateness)
    c.field("canary_windows_left", &canaryLeft)
    c.field("history", &history)
  }

  static let historyMax = 50

  func isReady(_ rules: TownRules) -> Bool {
    streak >= rules.config.stability.promotion.requiredPasses && lastResult == "pass"
  }

  /// Takes a closed window in.
  ///
  /// A promoted policy that fails one of its first two is rolled back. A window in which the policy
  /// was changed is of two policies: it speaks for neither, and it may speak against the new one.
  mutating func take(_ window: ClosedWindow, _ rules: TownRules) -> ReleaseChange? {
    let isWhole = window.start >= (history.last?.tick ?? 0)
    (lastResult, lastTick) = (isWhole ? window.result : "mixed", window.end)
    if !isWhole, window.result == "pass" { return nil }
    if window.result == "pass" {
      streak += 1
      streakWindows.append(window.index)
      lastLateness = window.lateness
      if streakWindows.count > 16 { streakWindows.removeFirst() }
    } else {
      (streak, streakWindows) = (0, [])
    }
    if state == "promoted" {
      if window.result != "pass", canaryLeft > 0 {
        let words = window.alerts.isEmpty ? window.result : window.alerts.joined(separator: ", ")
        return rollback(
          tick: window.end, to: nil, reason: "canary: \(words)", commandID: "", issuer: "town",
          windows: [window.index])
      }
      canaryLeft = max(0, canaryLeft - 1)
      if canaryLeft == 0 { state = "monitoring" }
    }
    if state != "promoted" {
      let ready = isReady(rules)
      if ready, state != "ready" { readyTick = window.end }
      state = ready ? "ready" : "monitoring"
    }
    return nil
  }

  /// Puts another policy into use.
  ///
  /// Both this and a rollback begin the row of windows again.
  mutating func promote(
    _ next: Release, tick: Int, reason: String, commandID: String, issuer: String,
    event: String = "promoted"
  ) -> ReleaseChange {
    let change = ReleaseChange(
      event: event, tick: tick, from: release, to: next, reason: reason, commandID: commandID,
      issuer: issuer, windows: streakWindows)
    if event == "promoted" { latenessBaseline = lastLateness }
    remember(change)
    release = next
    state = event == "promoted" ? "promoted" : "monitoring"
    canaryLeft = event == "promoted" ? 2 : 0
    return change
  }

  /// Goes back to what was in use before the last promotion, or to what is named.
  mutating func rollback(
    tick: Int, to named: Release?, reason: String, commandID: String, issuer: String,
    windows: [Int] = []
  ) -> ReleaseChange {
    let former = former ?? initial
    let change = ReleaseChange(
      event: "rollback", tick: tick, from: release, to: named ?? former, reason: reason,
      commandID: commandID, issuer: issuer, windows: windows)
    remember(change)
    release = change.to
    (state, canaryLeft) = ("monitoring", 0)
    return change
  }

  /// What was in use before the promotion that is in force; nil where none is.
  var former: Release? { history.last { $0.event == "promoted" && $0.to == release }?.from }

  private mutating func remember(_ change: ReleaseChange) {
    history.append(change)
    if history.count > Self.historyMax { history.removeFirst() }
    (streak, streakWindows, lastResult, readyTick) = (0, [], "none", -1)
  }

  /// What `promotion_status` answers.
  func status(_ rules: TownRules) -> Value {
    [
      "state": .text(state), "pass_streak": .int(Int64(streak)),
      "required_passes": .int(Int64(rules.config.stability.promotion.requiredPasses)),
      "candidate_ready": .bool(isReady(rules)), "candidate_ready_tick": .int(Int64(readyTick)),
      "last_result": .text(lastResult), "last_evaluated_tick": .int(Int64(lastTick)),
      "current_release": release.value, "initial_release": initial.value,
      "lateness_baseline": .int(Int64(latenessBaseline)),
      "canary_windows_left": .int(Int64(canaryLeft)),
      "window_ticks": .int(Int64(rules.config.stability.promotion.windowTicks)),
      "history": .array(history.map { StateWriter.value(of: $0) }),
    ]
  }
}
