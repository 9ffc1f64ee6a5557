/// A state behind a reference, once it was looked for: whoever reads one field of it, or changes
/// it, copies no more than that.
final class Cell<State> {
  /// Whose state it is.
  let name: String
  /// The state, or nil where there is none.
  var state: State?

  init(_ name: String, _ state: State?) {
    self.name = name
    self.state = state
  }
}

extension Optional {
  /// Changes the value in its place; false where there is none, or where `change` says that it did
  /// nothing.
  ///
  /// Traps when `change` asks for the value by another way than its argument.
  mutating func change(_ change: (inout Wrapped) -> Bool) -> Bool {
    guard var value = take() else { return false }
    defer { self = value }
    return change(&value)
  }
}

/// The plan in force of a study; another one has another cell, so that it is read without being
/// copied.
final class PlanCell: Sendable {
  /// The study.
  let slug: String
  let plan: Plan

  init(_ slug: String, _ plan: Plan) {
    self.slug = slug
    self.plan = plan
  }
}
