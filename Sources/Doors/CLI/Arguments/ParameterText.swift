import Codecs

/// A parameter's value as it is written after `-p NAME=`: typed like a plain scalar of YAML.
enum ParameterText {
  /// The value that a text stands for: a number, a truth value, a list in brackets, else the text.
  static func value(_ text: String) -> Value {
    if text.hasPrefix("["), text.hasSuffix("]") {
      let items = text.dropFirst().dropLast().split(separator: ",")
      return .array(items.map { scalar(trimmed($0)) })
    }
    return scalar(text)
  }

  private static func scalar(_ text: String) -> Value {
    switch text {
    case "true": return true
    case "false": return false
    default: break
    }
    if let int = Int64(text) { return .int(int) }
    // `Double` would also take words such as "inf" and hexadecimal numbers.
    let isNumeric = text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
    if isNumeric, let double = Double(text) { return .double(double) }
    return .text(text)
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text.drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
