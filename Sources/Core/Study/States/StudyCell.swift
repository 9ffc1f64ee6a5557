/// The state of a study behind a reference, once it was looked for: whoever reads one field of it,
/// or changes it, copies no more than that.
final class StudyCell {
  let slug: String
  /// The state, or nil where there is no such study.
  var state: StudyState?

  init(_ slug: String, _ state: StudyState?) {
    self.slug = slug
    self.state = state
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
