import StageKit
import Study

extension Item {
  /// A name: letters, digits, `.`, `_` and `-`.
  func identifier() -> String? {
    guard let text = text(), isIdentifier(text) else { return nil }
    return text
  }

  /// Whether a text can be a name; reports that it cannot.
  func isIdentifier(_ text: String) -> Bool {
    if Identifier.isName(text) { return true }
    fail(
      "'\(text)' is not a name",
      hint: "a name is made of letters, digits, '.', '_' and '-', begins with a letter or digit "
        + "and has at most \(Identifier.lengthMax) bytes")
    return false
  }
}
