import Codecs

/// A parameter's value as it is written after `-p NAME=`: typed like a plain scalar of YAML.
enum ParameterText {
  /// The value that a text stands for: a number, a truth value, a list in brackets, else the text.
  ///
  /// A whole number of more than 64 bits is a usage error: rounded, it would be another one.
  static func value(_ text: String) throws(Failure) -> Value {
    if text.hasPrefix("["), text.hasSuffix("]") {
      let items = text.dropFirst().dropLast().split(separator: ",")
      var values: [Value] = []
      for item in items { values.append(try scalar(trimmed(item))) }
      return .array(values)
    }
    return try scalar(text)
  }

  private static func scalar(_ text: String) throws(Failure) -> Value {
    switch text {
    case "true": return true
    case "false": return false
    default: break
    }
    if let int = Int64(text) { return .int(int) }
    // `Double` would also take words such as "inf" and hexadecimal numbers.
    let isNumeric = text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
    if isNumeric, let double = Double(text) {
      let isWhole = text.utf8.allSatisfy { "0123456789+-".utf8.contains($0) }
      guard !isWhole, double.isFinite else {
        throw .usage("'\(text)' does not fit in 64 bits and would be rounded")
      }
      return .double(double)
    }
    return .text(text)
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text.drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
