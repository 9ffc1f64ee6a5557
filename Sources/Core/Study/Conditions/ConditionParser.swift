import Codecs

extension Condition {
  /// The most tests in one condition.
  public static let testsMax = 256

  /// How deep parentheses and `not` may nest.
  public static let depthMax = 32

  /// Reads a condition; the grammar stands at ``Condition``.
  public init(_ text: String) throws(ConditionError) {
    var parser = ConditionParser(text)
    self = try parser.parse()
  }
}

/// Reads the grammar of ``Condition`` by descent.
struct ConditionParser {
  private let tokens: [ConditionToken]
  private var next = 0
  private var tests = 0
  private var depth = 0
  private let failure: ConditionError?
  private let end: Int

  init(_ text: String) {
    var lexer = ConditionLexer(text)
    var tokens: [ConditionToken] = []
    var failure: ConditionError?
    do throws(ConditionError) {
      while let token = try lexer.next() { tokens.append(token) }
    } catch {
      failure = error
    }
    self.tokens = tokens
    self.failure = failure
    end = text.utf8.count
  }

  mutating func parse() throws(ConditionError) -> Condition {
    if let failure { throw failure }
    let condition = try or()
    if let token = peek { throw error(token, "unexpected '\(token.text)'") }
    return condition
  }

  private mutating func or() throws(ConditionError) -> Condition {
    var left = try and()
    while take(word: "or") { left = .or(left, try and()) }
    return left
  }

  private mutating func and() throws(ConditionError) -> Condition {
    var left = try not()
    while take(word: "and") { left = .and(left, try not()) }
    return left
  }

  private mutating func not() throws(ConditionError) -> Condition {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Condition.depthMax else { throw error(peek, "it is nested too deeply") }
    if take(word: "not") { return .not(try not()) }
    if take(mark: "(") {
      let inner = try or()
      guard take(mark: ")") else { throw error(peek, "')' is missing") }
      return inner
    }
    return try test()
  }

  private mutating func test() throws(ConditionError) -> Condition {
    tests += 1
    guard tests <= Condition.testsMax else {
      throw error(peek, "it has more than \(Condition.testsMax) tests")
    }
    let reference = try reference()
    if take(word: "is") {
      let isNegated = take(word: "not")
      guard take(word: "null") else { throw error(peek, "'null' is missing after 'is'") }
      return isNegated ? .not(.isNull(reference)) : .isNull(reference)
    }
    let isNegated = take(word: "not")
    if take(word: "like") {
      let token = peek
      guard case .text(let pattern)? = try literal() else {
        throw error(token, "'like' must be followed by quoted text")
      }
      if let problem = reference.problem(of: .text(pattern)) { throw error(token, problem) }
      let condition = Condition.like(reference, pattern)
      return isNegated ? .not(condition) : condition
    }
    if take(word: "in") {
      let condition = Condition.oneOf(reference, try list(of: reference))
      return isNegated ? .not(condition) : condition
    }
    guard !isNegated else { throw error(peek, "'not' must be followed by 'like' or 'in'") }
    guard let token = peek, token.kind == .comparison,
      let comparison = Comparison(rawValue: token.text == "=" ? "==" : token.text)
    else { throw error(peek, "a comparison is missing, such as '='") }
    next += 1
    let sign = peek
    guard let value = try literal() else { throw error(peek, "a value is missing") }
    if let problem = reference.problem(of: value) { throw error(sign, problem) }
    let isOrder = comparison != .equal && comparison != .notEqual
    if isOrder, let kind = reference.unordered {
      throw error(token, "\(kind) can only be compared with == and !=")
    }
    return .test(reference, comparison, value)
  }

  private mutating func list(
    of reference: Condition.Reference
  ) throws(ConditionError) -> [Condition.Literal] {
    guard take(mark: "(") else { throw error(peek, "'(' is missing after 'in'") }
    var values: [Condition.Literal] = []
    repeat {
      let token = peek
      guard let value = try literal() else { throw error(peek, "a value is missing") }
      if let problem = reference.problem(of: value) { throw error(token, problem) }
      values.append(value)
    } while take(mark: ",")
    guard take(mark: ")") else { throw error(peek, "')' is missing") }
    return values
  }

  private mutating func reference() throws(ConditionError) -> Condition.Reference {
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
    guard let reference = Condition.Reference(parts) else {
      let fields = Condition.Field.allCases.map(\.rawValue)
      let near = NearWord.suggestions(for: parts[0], among: fields + ["params", "metrics", "tags"])
      let hint =
        near.first.map { "did you mean '\($0)'?" }
        ?? "write params.NAME, metrics.NAME, tags.NAME, STAGE.METRIC, or one of "
        + fields.joined(separator: ", ")
      throw error(token, "'\(parts.joined(separator: "."))' is not a field of a run; \(hint)")
    }
    return reference
  }

  private mutating func literal() throws(ConditionError) -> Condition.Literal? {
    guard let token = peek, let value = try token.literal() else { return nil }
    next += 1
    return value
  }

  private var peek: ConditionToken? { next < tokens.count ? tokens[next] : nil }

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

  private func error(_ token: ConditionToken?, _ message: String) -> ConditionError {
    ConditionError(offset: token?.offset ?? end, message: message)
  }
}

extension Condition.Reference {
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
    case ("run", 2), ("pair", 2), ("violation", 2):
      if let fact = Condition.Fact(rawValue: parts.joined(separator: ".")) {
        self = .fact(fact)
      } else if parts[0] == "run", let field = Condition.Field(rawValue: parts[1]) {
        self = .field(field)
      } else {
        return nil
      }
    case (_, 1):
      guard let field = Condition.Field(rawValue: parts[0]) else { return nil }
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

extension Condition.Reference {
  /// Why it cannot be compared with a value; nil when it can.
  fileprivate func problem(of value: Condition.Literal) -> String? {
    switch self {
    case .metric, .fact(.exit), .fact(.attempts):
      if case .number = value { return nil }
      return "'\(self)' is a number, but \(value) is not"
    case .verdict, .field(.verdict):
      if case .text(let text) = value, Condition.Literal.isVerdict(text) { return nil }
      return "a verdict is PASS, WARN, FAIL or INCONCLUSIVE"
    case .fact(.timedOut), .fact(.pairVerified), .fact(.criticalViolation):
      if case .bool = value { return nil }
      return "'\(self)' is true or false"
    case .fact(.failure):
      if case .text = value { return nil }
      return "'\(self)' is text"
    case .field, .param, .tag: return nil
    }
  }

  /// What has no order, in words; nil for what has one.
  fileprivate var unordered: String? {
    switch self {
    case .verdict, .field(.verdict): "verdicts"
    case .fact(.timedOut), .fact(.pairVerified), .fact(.criticalViolation): "truth values"
    case .fact(.failure): "texts"
    default: nil
    }
  }
}
