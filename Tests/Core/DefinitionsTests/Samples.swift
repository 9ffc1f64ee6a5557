import Definitions
import StageKit
import Study
import Testing

/// A study file with one mistake, and the message that it has to give.
struct Mistake: Sendable, CustomTestStringConvertible {
  let text: String
  let message: String

  var testDescription: String { message }

  /// A whole file.
  init(_ text: String, _ message: String) {
    self.text = text
    self.message = message
  }

  /// Lines at the top of an otherwise sound study, from line 4.
  static func top(_ lines: String, _ message: String) -> Mistake {
    Mistake(Sample.head + lines + "\n" + Sample.stage, message)
  }

  /// Lines of stage 'a', from line 7.
  static func stage(_ lines: String, _ message: String) -> Mistake {
    let indented = lines.split(separator: "\n", omittingEmptySubsequences: false)
    return Mistake(
      Sample.head + Sample.stage + indented.map { "    \($0)\n" }.joined(), message)
  }

  /// The `stages` of a study, from line 4.
  static func stages(_ lines: String, _ message: String) -> Mistake {
    Mistake(Sample.head + lines + "\n", message)
  }
}

enum Sample {
  /// Three lines that every study needs.
  static let head = "study: s\nobjective: o\nseed: 1\n"
  /// Three lines with one stage.
  static let stage = "stages:\n  - name: a\n    run: [x]\n"

  static func parse(
    _ text: String, overrides: [(String, String)] = []
  ) throws -> StudyDefinition {
    try StudyDefinition.parse(Array(text.utf8), fileName: "study.yaml", overrides: overrides)
  }

  /// The messages for a file; empty when it is sound.
  static func messages(
    _ text: String, overrides: [(String, String)] = []
  ) -> [String] {
    do {
      _ = try StudyDefinition.parse(
        Array(text.utf8), fileName: "study.yaml", overrides: overrides)
      return []
    } catch {
      return error.errors.map(\.description)
    }
  }
}
