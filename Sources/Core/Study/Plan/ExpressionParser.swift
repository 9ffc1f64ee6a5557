import Codecs

/// What is wrong with the text of an expression.
public struct ExpressionError: Error, Equatable, Sendable {
  /// The sentence for people.
  public var message: String
  /// The byte at which it went wrong, from 0.
  public var offset: Int
}

extension Expression {
  /// How deep parentheses and `not` may nest.
  public static let depthMax = 32

  /// Parses an expression; the grammar stands at ``Expression``.
  public init(parsing text: String) throws(ExpressionError) {
    var parser = ExpressionParser(text)
    self = try parser.disjunction(depth: 0)
    try parser.finish()
  }
}

/// Recursive descent over the grammar of expressions.
struct ExpressionParser {
  private let tokens: [(text: String, offset: Int)]
  private var position = 0
  private let length: Int

  init(_ text: String) {
    tokens = Self.tokens(of: text)
    length = text.utf8.count
  }

  mutating func disjunction(depth: Int) throws(ExpressionError) -> Expression {
    var left = try conjunction(depth: depth)
    while accept("or") { left = .or(left, try conjunction(depth: depth)) }
    return left
  }

  mutating func finish() throws(ExpressionError) {
    if position < tokens.count { throw error("'\(tokens[position].text)' is not expected here") }
  }

  private mutating func conjunction(depth: Int) throws(ExpressionError) -> Expression {
    var left = try negation(depth: depth)
    while accept("and") { left = .and(left, try negation(depth: depth)) }
    return left
  }

  private mutating func negation(depth: Int) throws(ExpressionError) -> Expression {
    guard depth < Expression.depthMax else { throw error("the expression nests too deeply") }
    if accept("not") { return .not(try negation(depth: depth + 1)) }
    if accept("(") {
      let inner = try disjunction(depth: depth + 1)
      guard accept(")") else { throw error("a ')' is missing") }
      return inner
    }
    return try comparison()
  }

  private mutating func comparison() throws(ExpressionError) -> Expression {
    let reference = try reference()
    guard let symbol = peek(), let comparison = Comparison(rawValue: symbol) else {
      throw error("one of == != < <= > >= is expected after '\(reference)'")
    }
    position += 1
    guard let word = peek() else { throw error("a number, PASS, WARN or FAIL is expected") }
    if let verdict = Verdict(rawValue: word) {
      guard reference.metric == nil else {
        throw error("'\(reference)' is a number and '\(word)' a verdict")
      }
      guard comparison == .equal || comparison == .notEqual else {
        throw error("verdicts compare with == and != only")
      }
      position += 1
      return .comparison(reference, comparison, .verdict(verdict))
    }
    guard let number = Number.exact(word) else {
      let isTooLong = Double(word)?.isFinite ?? false
      throw error(
        isTooLong
          ? "'\(word)' is beyond 2^53, and would be rounded"
          : "'\(word)' is neither a number nor PASS, WARN or FAIL")
    }
    guard reference.metric != nil else { throw error("a verdict is PASS, WARN or FAIL") }
    position += 1
    return .comparison(reference, comparison, .number(number))
  }

  private mutating func reference() throws(ExpressionError) -> Expression.Reference {
    guard let word = peek() else { throw error("a reference such as 'stage.metric' is expected") }
    let parts = word.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(parts.count), parts.allSatisfy(Identifier.isName) else {
      throw error("'\(word)' is not a reference such as 'stage.metric' or 'stage.verdict'")
    }
    let statistic = parts.count == 3 ? Statistic(rawValue: parts[2]) : nil
    if parts.count == 3, statistic == nil {
      let words = Statistic.allCases.map(\.rawValue).joined(separator: ", ")
      throw error("'\(parts[2])' is not one of \(words)")
    }
    position += 1
    if parts.count == 2, parts[1] == "verdict" {
      return Expression.Reference(stage: parts[0], metric: nil, statistic: nil)
    }
    return Expression.Reference(stage: parts[0], metric: parts[1], statistic: statistic)
  }

  /// The text of the next token, which stays the next one.
  private func peek() -> String? { position < tokens.count ? tokens[position].text : nil }

  private mutating func accept(_ text: String) -> Bool {
    guard position < tokens.count, tokens[position].text == text else { return false }
    position += 1
    return true
  }

  private func error(_ message: String) -> ExpressionError {
    let offset = position < tokens.count ? tokens[position].offset : length
    return ExpressionError(message: message, offset: offset)
  }

  private static func tokens(of text: String) -> [(text: String, offset: Int)] {
    var tokens: [(text: String, offset: Int)] = []
    var word: [UInt8] = []
    var start = 0
    func isSymbol(_ byte: UInt8) -> Bool { "<>=!".utf8.contains(byte) }
    func flush() {
      if !word.isEmpty { tokens.append((String(decoding: word, as: UTF8.self), start)) }
      word = []
    }
    for (offset, byte) in text.utf8.enumerated() {
      let isBracket = byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")")
      if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\t") {
        flush()
      } else if isBracket {
        flush()
        tokens.append((String(decoding: [byte], as: UTF8.self), offset))
      } else {
        if let last = word.last, isSymbol(last) != isSymbol(byte) { flush() }
        if word.isEmpty { start = offset }
        word.append(byte)
      }
    }
    flush()
    return tokens
  }
}
