/// A strategy as an event handler: from its state and the next bar to its state and what it does.
///
/// Pure, and blind for anything but the bar it is given: a run that was stopped and resumed with
/// the same state goes on as if nothing had happened.
struct StrategyEngine: Sendable {
  /// What the strategy is told of a bar, at its close.
  struct Bar: Sendable {
    var close: Double
    var high: Double
    var low: Double
    /// The range or average range that levels are measured in; the close where they are per cent.
    var stopUnit: Double
    var targetUnit: Double
    /// Whether an event begins at the bar.
    var isSignal: Bool
    /// Whether conditions and guards let it enter.
    var permits: Bool
    /// Whether the trade is invalid from here on.
    var isInvalid: Bool
    /// 1, -1, or 0 where there is no side to take.
    var side: Int8
  }

  /// Where a strategy stands.
  enum Phase: UInt8, Sendable {
    case flat, armed, inPosition, cooldown

    /// The word in files.
    var word: String {
      switch self {
      case .flat: "flat"
      case .armed: "armed"
      case .inPosition: "in_position"
      case .cooldown: "cooldown"
      }
    }
  }

  /// Why it left, or that it entered.
  enum Reason: UInt8, Sendable {
    case none, entry, time, signal, stop, target, gap, eod

    /// The word in files.
    var word: String {
      switch self {
      case .none: ""
      case .entry: "event"
      case .time: "time"
      case .signal: "signal"
      case .stop: "stop"
      case .target: "target"
      case .gap: "position_exit"
      case .eod: "eod"
      }
    }
  }

  /// All that is remembered from bar to bar.
  struct State: Equatable, Sendable {
    var phase = Phase.flat
    var side: Int8 = 0
    /// Bars left of what the phase counts: the delay and the arming, the trade, the cooling down.
    var wait = 0
    var armed = 0
    var held = 0
    var entry = 0.0
    var stop = 0.0
    var target = 0.0
    var risk = 0.0
    var best = 0.0
    var lockout = 0

    /// Why a bar that asked for an entry, or ended an arming, gave none; this is the state before.
    func block(_ bar: Bar, _ after: State) -> String {
      if phase == .inPosition || phase == .cooldown { return phase.word }
      if phase == .flat, after.phase == .flat, lockout > 1 { return "lockout" }
      if after.phase == .armed { return "waiting" }
      return !bar.permits ? "conditions" : bar.side == 0 ? "no_side" : "no_level"
    }
  }

  let delay: Int
  let arm: Int
  let cooldown: Int
  let lockout: Int
  let timeStop: Int
  let stop: Double
  let target: Double
  let trailing: Double
  let breakEven: Double

  /// The engine of a blueprint.
  init(_ blueprint: Blueprint) {
    delay = blueprint.delay
    arm = blueprint.arm
    cooldown = blueprint.cooldown
    lockout = blueprint.lockout
    timeStop = blueprint.timeStop
    stop = blueprint.stop
    target = blueprint.target
    trailing = blueprint.trailing
    breakEven = blueprint.breakEven
  }

  /// Whether stop and target of a trade stay where they were set.
  var keepsLevels: Bool { trailing <= 0 && breakEven <= 0 }

  /// Takes in a bar; says what was done at its close.
  @inline(__always)
  func handle(_ state: inout State, _ bar: Bar) -> Reason {
    switch state.phase {
    case .flat:
      if state.lockout > 0 { state.lockout -= 1 }
      guard bar.isSignal, state.lockout == 0 else { return .none }
      state.phase = .armed
      state.wait = delay
      state.armed = arm
      return wait(&state, bar)
    case .armed:
      // Arming persists: the event's flag is up for one bar only.
      state.wait -= 1
      return wait(&state, bar)
    case .inPosition:
      return hold(&state, bar)
    case .cooldown:
      state.wait -= 1
      if state.wait <= 0 { state.phase = .flat }
      return .none
    }
  }

  /// Leaves at the close of the last bar there is.
  func finish(_ state: inout State) -> Reason {
    guard state.phase == .inPosition else { return .none }
    leave(&state)
    return .eod
  }

  @inline(__always)
  private func wait(_ state: inout State, _ bar: Bar) -> Reason {
    guard state.wait <= 0 else { return .none }
    let distance = stop * bar.stopUnit
    guard bar.permits, bar.side != 0, distance > 0, distance < .infinity, bar.close > 0 else {
      state.armed -= 1
      if state.armed < 0 { state.phase = .flat }
      return .none
    }
    let side = Double(bar.side)
    state.phase = .inPosition
    state.side = bar.side
    state.held = 0
    state.entry = bar.close
    state.best = bar.close
    state.risk = distance
    state.stop = bar.close - side * distance
    let reach = target * bar.targetUnit
    state.target = reach > 0 ? bar.close + side * reach : side * .infinity
    return .entry
  }

  @inline(__always)
  private func hold(_ state: inout State, _ bar: Bar) -> Reason {
    guard bar.close == bar.close else {
      leave(&state)
      return .gap
    }
    let side = Double(state.side)
    state.held += 1
    // Stops move by closes that are past, never by the bar that they are tested on.
    if trailing > 0 { raise(&state, state.best - side * trailing * state.risk / stop) }
    if breakEven > 0, side * (state.best - state.entry) >= breakEven * state.risk {
      raise(&state, state.entry)
    }
    state.best = state.side > 0 ? max(state.best, bar.close) : min(state.best, bar.close)
    var reason = Reason.none
    if state.held >= timeStop {
      reason = .time
    } else if bar.isInvalid {
      reason = .signal
    } else if state.side > 0 ? bar.low <= state.stop : bar.high >= state.stop {
      reason = .stop
    } else if state.side > 0 ? bar.high >= state.target : bar.low <= state.target {
      reason = .target
    }
    if reason != .none { leave(&state) }
    return reason
  }

  @inline(__always)
  private func raise(_ state: inout State, _ level: Double) {
    state.stop = state.side > 0 ? max(state.stop, level) : min(state.stop, level)
  }

  @inline(__always)
  private func leave(_ state: inout State) {
    state.phase = cooldown > 0 ? .cooldown : .flat
    state.wait = cooldown
    state.lockout = lockout
    state.side = 0
  }
}
