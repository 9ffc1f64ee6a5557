/// What a strategy did with a symbol's bars in a window.
struct StrategyRun {
  /// An entry or an exit at the close of a bar.
  struct Fill: Equatable {
    let index: Int
    let reason: StrategyEngine.Reason
    let side: Int8
    let price: Double
    let stop: Double
    let target: Double
    let risk: Double
  }

  /// The bars of the window.
  let window: Range<Int>
  /// The side at the close of every bar of the window.
  private(set) var positions: [Int8]
  /// Entries and exits in turn.
  private(set) var fills: [Fill] = []

  private let engine: StrategyEngine
  private let input: StrategyInput

  /// Feeds a window of bars to an engine; what is open at its end is closed there.
  init(_ engine: StrategyEngine, _ input: StrategyInput, window: Range<Int>) {
    self.window = window
    (self.engine, self.input) = (engine, input)
    positions = [Int8](repeating: 0, count: window.count)
    fills.reserveCapacity(2 * input.signals.count)
    var state = StrategyEngine.State()
    var (index, signal) = (window.lowerBound, 0)
    while index < window.upperBound {
      // Flat and free to enter: nothing happens before the next event. Nor does anything while it
      // cools down, or in a trade whose levels stay before one is touched.
      if state.phase == .flat, state.lockout == 0 {
        while signal < input.signals.count, input.signals[signal] < index { signal += 1 }
        guard signal < input.signals.count else { break }
        index = input.signals[signal]
        guard index < window.upperBound else { break }
      } else if state.phase == .cooldown {
        let rest = min(state.wait, window.upperBound - index)
        state.wait -= rest
        index += rest
        if state.wait <= 0 { state.phase = .flat }
        continue
      } else if state.phase == .inPosition, engine.keepsLevels {
        index = pass(index, &state)
      }
      let before = state.side
      let reason = engine.handle(&state, Self.bar(input, index, window))
      if reason != .none { note(reason, before, state, index, input) }
      positions[index - window.lowerBound] = state.side
      index += 1
    }
    if let last = window.last {
      let before = state.side
      let reason = engine.finish(&state)
      if reason != .none {
        note(reason, before, state, last, input)
        positions[window.count - 1] = 0
      }
    }
  }

  /// Holds through the bars at which a trade whose levels stay cannot end; gives the next one,
  /// which is at most the window's last.
  private mutating func pass(_ index: Int, _ state: inout StrategyEngine.State) -> Int {
    let end = min(index + engine.timeStop - 1 - state.held, window.upperBound - 1)
    guard end > index else { return index }
    let next = input.firstTouch(
      from: index, to: end, side: state.side, stop: state.stop, target: state.target)
    for bar in index - window.lowerBound..<next - window.lowerBound { positions[bar] = state.side }
    state.held += next - index
    return next
  }

  /// Plays the window again, and shows every bar at which anything can happen with the states
  /// before and behind it: all but those between events while nothing is held or waited for.
  func replay(
    _ see: (
      StrategyEngine.Bar, StrategyEngine.State, StrategyEngine.State, StrategyEngine.Reason, Int
    ) -> Void
  ) {
    var state = StrategyEngine.State()
    for index in window {
      if state.phase == .flat, state.lockout == 0, !input.isSignal[index] { continue }
      let before = state
      let bar = Self.bar(input, index, window)
      var reason = engine.handle(&state, bar)
      if index == window.upperBound - 1, reason == .none { reason = engine.finish(&state) }
      see(bar, before, state, reason, index)
    }
  }

  /// A bar as the engine is told of it: at the last close nothing is entered, for it would be left.
  @inline(__always)
  private static func bar(
    _ input: StrategyInput, _ index: Int, _ window: Range<Int>
  ) -> StrategyEngine.Bar {
    var bar = input.bar(index)
    if index == window.upperBound - 1 { (bar.isSignal, bar.permits) = (false, false) }
    return bar
  }

  private mutating func note(
    _ reason: StrategyEngine.Reason, _ before: Int8, _ state: StrategyEngine.State, _ index: Int,
    _ input: StrategyInput
  ) {
    let isEntry = reason == .entry
    fills.append(
      Fill(
        index: index, reason: reason, side: isEntry ? state.side : before,
        price: input.close[index], stop: state.stop, target: state.target, risk: state.risk))
  }
}
