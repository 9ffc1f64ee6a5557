import Codecs
import Study

extension Filter {
  /// The most tests in one filter, and the deepest nesting.
  static let testsMax = 64

  /// Reads a filter.
  public init(_ text: String) throws(FilterError) {
    var parser = FilterParser(text)
    self = try parser.parse()
  }
}

/// Reads the grammar of ``Filter`` by descent.
struct FilterParser {
  private let tokens: [FilterToken]
  private var next = 0
  private var tests = 0
  private var depth = 0
  private let failure: FilterError?
  private let end: Int

  init(_ text: String) {
    var lexer = FilterLexer(text)
    var tokens: [FilterToken] = []
    var failure: FilterError?
    do throws(FilterError) {
      while let token = try lexer.next() { tokens.append(token) }
    } catch {
      failure = error
    }
    self.tokens = tokens
    self.failure = failure
    end = text.utf8.count
  }

  mutating func parse() throws(FilterError) -> Filter {
    if let failure { throw failure }
    let filter = try or()
    if let token = peek { throw error(token, "'\(token.text)' is not expected here") }
    return filter
  }

  private mutating func or() throws(FilterError) -> Filter {
    var left = try and()
    while take(word: "or") { left = .or(left, try and()) }
    return left
  }

  private mutating func and() throws(FilterError) -> Filter {
    var left = try not()
    while take(word: "and") { left = .and(left, try not()) }
    return left
  }

  private mutating func not() throws(FilterError) -> Filter {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 32 else { throw error(peek, "it nests too deeply") }
    if take(word: "not") { return .not(try not()) }
    if take(mark: "(") {
      let inner = try or()
      guard take(mark: ")") else { throw error(peek, "')' is missing") }
      return inner
    }
    return try test()
  }

  private mutating func test() throws(FilterError) -> Filter {
    tests += 1
    guard tests <= Filter.testsMax else {
      throw error(peek, "it has more than \(Filter.testsMax) tests")
    }
    let reference = try reference()
    if take(word: "is") {
      let isNegated = take(word: "not")
      guard take(word: "null") else { throw error(peek, "'null' is missing after 'is'") }
      return isNegated ? .not(.isNull(reference)) : .isNull(reference)
    }
    let isNegated = take(word: "not")
    if take(word: "like") {
      guard case .text(let pattern)? = try literal() else {
        throw error(peek, "'like' takes a text in quotes")
      }
      let filter = Filter.like(reference, pattern)
      return isNegated ? .not(filter) : filter
    }
    if take(word: "in") {
      let filter = Filter.oneOf(reference, try list())
      return isNegated ? .not(filter) : filter
    }
    guard !isNegated else { throw error(peek, "'not' is followed by 'like' or 'in'") }
    guard let token = peek, token.kind == .comparison,
      let comparison = Comparison(rawValue: token.text == "=" ? "==" : token.text)
    else { throw error(peek, "a comparison is missing, such as '='") }
    next += 1
    guard let value = try literal() else { throw error(peek, "a value is missing") }
    return .test(reference, comparison, value)
  }

  private mutating func list() throws(FilterError) -> [Filter.Literal] {
    guard take(mark: "(") else { throw error(peek, "'(' is missing after 'in'") }
    var values: [Filter.Literal] = []
    repeat {
      guard let value = try literal() else { throw error(peek, "a value is missing") }
      values.append(value)
    } while take(mark: ",")
    guard take(mark: ")") else { throw error(peek, "')' is missing") }
    return values
  }

  private mutating func reference() throws(FilterError) -> Filter.Reference {
    guard let token = peek, token.kind == .word || token.kind == .quoted else {
      throw error(peek, "a name is missing, such as metrics.accuracy")
    }
    next += 1
    var parts = [token.text]
    while take(mark: ".") {
      guard let part = peek, part.kind == .word || part.kind == .quoted else {
        throw error(peek, "a name is missing after '.'")
      }
      parts.append(part.text)
      next += 1
    }
    guard let reference = Filter.Reference(parts) else {
      let fields = Filter.Field.allCases.map(\.rawValue)
      let near = NearWord.suggestions(for: parts[0], among: fields + ["params", "metrics", "tags"])
      let hint =
        near.first.map { "did you mean '\($0)'?" }
        ?? "write params.NAME, metrics.NAME, tags.NAME, STAGE.METRIC, or one of "
        + fields.joined(separator: ", ")
      throw error(token, "'\(parts.joined(separator: "."))' is nothing of a run; \(hint)")
    }
    return reference
  }

  private mutating func literal() throws(FilterError) -> Filter.Literal? {
    guard let token = peek, let value = try token.literal() else { return nil }
    next += 1
    return value
  }

  private var peek: FilterToken? { next < tokens.count ? tokens[next] : nil }

  private mutating func take(word: String) -> Bool {
    guard let token = peek, token.kind == .word, token.text.lowercased() == word else {
      return false
    }
    next += 1
    return true
  }

  private mutating func take(mark: String) -> Bool {
    guard let token = peek, token.kind == .mark, token.text == mark else { return false }
    next += 1
    return true
  }

  private func error(_ token: FilterToken?, _ message: String) -> FilterError {
    FilterError(offset: token?.offset ?? end, message: message)
  }
}

extension Filter.Reference {
  /// What dotted names stand for; nil when they stand for nothing.
  public init?(_ parts: [String]) {
    func statistic(_ word: String) -> Statistic? { Statistic(rawValue: word) }
    switch (parts[0], parts.count) {
    case ("params", 2...): self = .param(parts.dropFirst().joined(separator: "."))
    case ("tags", 2...): self = .tag(parts.dropFirst().joined(separator: "."))
    case ("metrics", 2): self = .metric(parts[1], stage: nil, nil)
    case ("metrics", 3):
      if let last = statistic(parts[2]) {
        self = .metric(parts[1], stage: nil, last)
      } else {
        self = .metric("\(parts[1]).\(parts[2])", stage: nil, nil)
      }
    case ("run", 2):
      guard let field = Filter.Field(rawValue: parts[1]) else { return nil }
      self = .field(field)
    case (_, 1):
      guard let field = Filter.Field(rawValue: parts[0]) else { return nil }
      self = .field(field)
    case (_, 2):
      self =
        parts[1] == "verdict" ? .verdict(stage: parts[0]) : .metric(parts[1], stage: parts[0], nil)
    case (_, 3):
      guard let last = statistic(parts[2]) else { return nil }
      self = .metric(parts[1], stage: parts[0], last)
    default: return nil
    }
  }
}
