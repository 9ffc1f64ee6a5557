/// Why an agent ends before its work is done.
enum EarlyEnd: Error, Equatable, Sendable {
  /// The time limit was reached in the middle of something.
  case timedOut
  /// The objective cannot be reached.
  case unsatisfiable(String)
  /// The agent stops by its own judgement, with something left open.
  case incomplete(String)
}
