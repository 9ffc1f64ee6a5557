import StageKit

extension ParsedArguments {
  /// The comma-separated words of an option, each once.
  func words(_ name: String) throws(StageError) -> [String]? {
    guard let text = value(name) else { return nil }
    let words = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    for (index, word) in words.enumerated() {
      guard !word.isEmpty, !words[..<index].contains(word) else {
        throw .usage("'--\(name)' takes different words with commas between, not '\(text)'")
      }
    }
    return words
  }

  /// The comma-separated whole numbers of an option within bounds, each once.
  func integers(_ name: String, in range: ClosedRange<Int64>) throws(StageError) -> [Int64]? {
    guard let words = try words(name) else { return nil }
    var numbers: [Int64] = []
    for word in words {
      guard let number = Int64(word), range.contains(number), !numbers.contains(number) else {
        throw .usage(
          "'--\(name)' takes whole numbers from \(range.lowerBound) to \(range.upperBound), and "
            + "'\(word)' is none, or comes twice")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// The comma-separated numbers of an option, above zero.
  func positives(_ name: String) throws(StageError) -> [Double]? {
    guard let words = try words(name) else { return nil }
    var numbers: [Double] = []
    for word in words {
      guard let number = Double(word), number.isFinite, number > 0 else {
        throw .usage("'--\(name)' takes numbers above 0, and '\(word)' is none")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// The methods of `--methods`, or those given.
  func methods(default fallback: [Method]) throws(StageError) -> [Method] {
    guard let words = try words("methods") else { return fallback }
    var methods: [Method] = []
    for word in words { methods.append(try Method(word)) }
    return methods
  }
}
