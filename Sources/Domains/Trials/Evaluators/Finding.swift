/// What a check found, with a sentence that says why.
struct Finding: Sendable, Equatable {
  /// Whether what was asked for holds.
  let holds: Bool
  /// What was seen, for people.
  let detail: String

  init(_ holds: Bool, _ detail: String) {
    self.holds = holds
    self.detail = detail
  }

  /// What was asked for holds.
  static func met(_ detail: String) -> Finding { Finding(true, detail) }

  /// What was asked for does not hold.
  static func unmet(_ detail: String) -> Finding { Finding(false, detail) }
}

extension [String] {
  /// The elements as a list in running text.
  var listed: String { map { "'\($0)'" }.joined(separator: ", ") }
}
