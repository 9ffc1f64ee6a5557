import Study

/// An event handler: it adds events to the entry in which its cause stands.
///
/// Pure.
///
/// The law: an engine looks at nothing but its arguments, so that the same log gives the same
/// events wherever and whenever it is replayed.
protocol Engine: Sendable {
  /// The name under which its events are recorded.
  static var name: String { get }
  /// The events that a command calls for by itself.
  static func respond<C: Command>(to command: C, at context: CommandContext, _ states: States)
    -> [Event]
  /// The events that follow from an event, which the states have already recorded.
  static func react(to event: Event, at context: CommandContext, _ states: States) -> [Event]
}

extension Engine {
  static func respond<C: Command>(to command: C, at context: CommandContext, _ states: States)
    -> [Event]
  {
    []
  }
  static func react(to event: Event, at context: CommandContext, _ states: States) -> [Event] { [] }
}

extension Event {
  /// The study and run that an event of a run is about.
  var runAddress: (study: String, run: String)? {
    if case .run(let slug, let id) = stream { (slug, id) } else { nil }
  }
}

extension StagePlan {
  /// Whether a run's plan has a unit.
  func has(_ unit: String, in run: RunState, of slug: String, _ states: States) -> Bool {
    states.units(of: self, in: run, slug).place(unit) != nil
  }
}
