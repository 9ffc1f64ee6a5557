import StageKit
import YAML

/// What has to be known of a study before anything is spent on it.
///
/// Answers are taken from `--study KEY=VALUE`, then from the file (`study:`), and outside of a
/// stage from the settings (`study.KEY`).
struct Preconditions {
  static let option = Option.values(
    "study", nil, "KEY=VALUE",
    "purpose: objective, metric, scope, profile or schema_map; repeatable")

  /// The questions, by the key that answers each.
  static let questions = [
    ("objective", "which decision is it for?"), ("metric", "which outcome answers it?"),
    ("scope", "who is meant, and which segments?"),
    ("profile", "how real must the sample be? a gate profile"),
    ("schema_map", "which file says what people must be like? 'none' judges structure alone"),
  ]

  /// The answers, in the order of the questions.
  let answers: [(key: String, value: String)]

  init(
    _ call: StepCall, _ settings: StandingSettings, file: [(key: String, value: String)] = []
  ) throws(StageError) {
    let given = try call.arguments.pairs("study")
    for (key, _) in given where !Self.questions.contains(where: { $0.0 == key }) {
      throw .usage(
        "'--study \(key)=' answers no question",
        hint: Hint.choice(key, among: Self.questions.map(\.0)))
    }
    answers = Self.questions.compactMap { key, _ in
      let value =
        given.last { $0.0 == key }?.1 ?? file.first { $0.key == key }?.value
        ?? settings.value("study.\(key)").value
      return value.isEmpty ? nil : (key, value)
    }
  }

  /// The answers of a file.
  static func answers(in node: Node?) -> [(key: String, value: String)] {
    (node?.asMapping ?? []).map { ($0.key.asText ?? "", $0.value.asText ?? "") }
  }

  /// The answers as a member of a file; nil where there is none.
  var node: Node? { answers.isEmpty ? nil : .map(answers.map { ($0.key, .text($0.value)) }) }

  /// Refuses to spend anything while a question is open.
  func demand(_ others: [String] = []) throws(StageError) {
    let open =
      Self.questions.filter { key, _ in !answers.contains { $0.key == key } }
      .map { "study.\($0): \($1)" } + others
    guard open.isEmpty else {
      throw StageError(
        .refused,
        "before anything is spent, this has to be known:\n"
          + open.map { "  \($0)" }.joined(separator: "\n"),
        hint: "answer by --study KEY=VALUE, or under 'study:' in the file")
    }
  }
}
