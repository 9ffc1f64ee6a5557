import Codecs
public import YAML

/// Collects what is wrong while the readers go on, one per study file.
public final class Problems {
  /// What was read, for places inside a value.
  public let source: SourceText
  private let file: String
  private var errors: [DefinitionError] = []
  private var warnings: [DefinitionWarning] = []

  /// Collects what is wrong with a file, which messages call by this name.
  public init(file: String, text: [UInt8]) {
    self.file = file
    source = SourceText(text)
  }

  /// All errors so far, or nil without one.
  public var failure: DefinitionErrors? { errors.isEmpty ? nil : DefinitionErrors(errors) }

  /// All warnings so far, by line.
  public var sortedWarnings: [DefinitionWarning] { warnings.sorted { $0.line < $1.line } }

  /// Reports an error at a place in the file.
  public func report(_ message: String, path: String, at mark: Mark, hint: String? = nil) {
    errors.append(
      DefinitionError(
        file: file, path: path, line: mark.line, column: mark.column, message: message, hint: hint))
  }

  /// Reports an error in what was given beside the file.
  public func report(override message: String, path: String, hint: String? = nil) {
    errors.append(
      DefinitionError(file: file, path: path, line: 0, column: 0, message: message, hint: hint))
  }

  /// Reports that the file is no YAML document.
  public func report(_ error: YAMLError) {
    // Without quotes `pass: >= 0.85` starts a folded text, which YAML reports in its own words.
    let hint =
      source.line(error.line).contains(": >")
      ? "a threshold needs quotes: pass: \">= 0.85\"" : nil
    report(error.message, path: "", at: Mark(line: error.line, column: error.column), hint: hint)
  }

  /// Notes something that is legal and probably not meant; `line` is 0 for what is not in the file.
  public func warn(_ message: String, line: Int) {
    warnings.append(DefinitionWarning(line: line, message: message))
  }
}

/// The remedies that depend on what there is to choose from.
public enum Hint {
  /// The likeliest of the known words, or a list of all when none is likely and there are few.
  public static func choice(_ word: String, among known: [String]) -> String? {
    let likely = NearWord.suggestions(for: word, among: known).prefix(3)
    if !likely.isEmpty { return "did you mean \(quoted(Array(likely), last: "or"))?" }
    switch known.count {
    case 0: return "there are none"
    case 1: return "there is only '\(known[0])'"
    case ...20: return "there are \(quoted(known, last: "and"))"
    default: return nil
    }
  }

  /// `'a', 'b' or 'c'`.
  public static func quoted(_ words: [String], last: String) -> String {
    let quoted = words.map { "'\($0)'" }
    guard quoted.count > 1, let final = quoted.last else { return quoted.first ?? "" }
    return "\(quoted.dropLast().joined(separator: ", ")) \(last) \(final)"
  }
}
