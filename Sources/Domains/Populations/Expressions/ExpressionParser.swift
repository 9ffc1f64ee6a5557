/// Reads an expression.
///
/// ```
/// expression = or [ "if" or "else" expression ]
/// or         = and { "or" and }
/// and        = not { "and" not }
/// not        = "not" not | comparison
/// comparison = sum { ( "==" | "!=" | "<" | "<=" | ">" | ">=" | ["not"] "in" | "is" ["not"] ) sum }
/// sum        = product { ( "+" | "-" ) product }
/// product    = sign { ( "*" | "/" | "//" | "%" ) sign }
/// sign       = ( "+" | "-" ) sign | power
/// power      = atom [ "**" sign ]
/// atom       = number | string | name | function "(" [ list ] ")"
///            | "(" list ")" | "[" list "]" | "{" list "}"
/// ```
struct ExpressionParser {
  /// How deep an expression may nest.
  static let depthMax = 100
  /// How long one may be, in bytes.
  static let lengthMax = 10_000

  private var tokens: [ExpressionToken]
  private var position = 0
  private var depth = 0
  private var names: [String] = []

  /// Reads the whole of a text.
  static func parse(_ text: String) throws(ExpressionError) -> Expression {
    guard text.utf8.count <= lengthMax else {
      throw ExpressionError("an expression has at most \(lengthMax) bytes")
    }
    var parser = ExpressionParser(tokens: try ExpressionToken.split(text))
    guard !parser.tokens.isEmpty else { throw ExpressionError("the expression is empty") }
    let root = try parser.expression()
    if let rest = parser.peek { throw ExpressionError("unexpected '\(rest.text)'") }
    return Expression(text: text, names: parser.names, root: root)
  }

  private init(tokens: [ExpressionToken]) { self.tokens = tokens }

  private var peek: ExpressionToken? { position < tokens.count ? tokens[position] : nil }

  private mutating func take(_ word: String) -> Bool {
    guard let token = peek, token.isWord, token.text == word else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ word: String) throws(ExpressionError) {
    guard take(word) else {
      throw ExpressionError("expected '\(word)', found \(peek.map { "'\($0.text)'" } ?? "the end")")
    }
  }

  private mutating func expression() throws(ExpressionError) -> Expression.Term {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.depthMax else {
      throw ExpressionError("an expression nests at most \(Self.depthMax) deep")
    }
    let value = try disjunction()
    guard take("if") else { return value }
    let condition = try disjunction()
    try expect("else")
    return .choice(condition: condition, value, try expression())
  }

  private mutating func disjunction() throws(ExpressionError) -> Expression.Term {
    var term = try conjunction()
    while take("or") { term = .or(term, try conjunction()) }
    return term
  }

  private mutating func conjunction() throws(ExpressionError) -> Expression.Term {
    var term = try negation()
    while take("and") { term = .and(term, try negation()) }
    return term
  }

  private mutating func negation() throws(ExpressionError) -> Expression.Term {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.depthMax else {
      throw ExpressionError("an expression nests at most \(Self.depthMax) deep")
    }
    return take("not") ? .not(try negation()) : try comparison()
  }

  private mutating func comparison() throws(ExpressionError) -> Expression.Term {
    let first = try sum()
    var rest: [(Expression.Comparison, Expression.Term)] = []
    while let comparison = try comparisonWord() { rest.append((comparison, try sum())) }
    return rest.isEmpty ? first : .comparison(first, rest)
  }

  private mutating func comparisonWord() throws(ExpressionError) -> Expression.Comparison? {
    if take("not") {
      try expect("in")
      return .isNotIn
    }
    if take("is") { return take("not") ? .isNotSame : .isSame }
    guard let token = peek, token.isWord, let word = Expression.Comparison(rawValue: token.text)
    else { return nil }
    position += 1
    return word
  }

  private mutating func sum() throws(ExpressionError) -> Expression.Term {
    var term = try product()
    while let operation = operation("+", "-") {
      term = .arithmetic(operation, term, try product())
    }
    return term
  }

  private mutating func product() throws(ExpressionError) -> Expression.Term {
    var term = try sign()
    while let operation = operation("*", "/", "//", "%") {
      term = .arithmetic(operation, term, try sign())
    }
    return term
  }

  private mutating func operation(_ words: String...) -> Expression.Operation? {
    for word in words where take(word) { return Expression.Operation(rawValue: word) }
    return nil
  }

  private mutating func sign() throws(ExpressionError) -> Expression.Term {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.depthMax else {
      throw ExpressionError("an expression nests at most \(Self.depthMax) deep")
    }
    if take("-") { return .negative(try sign()) }
    if take("+") { return .positive(try sign()) }
    let base = try atom()
    return take("**") ? .arithmetic(.power, base, try sign()) : base
  }

  private mutating func atom() throws(ExpressionError) -> Expression.Term {
    guard let token = peek else { throw ExpressionError("the expression ends too early") }
    position += 1
    switch token.kind {
    case .number(let value), .string(let value): return .literal(value)
    case .symbol:
      switch token.text {
      case "(":
        let (terms, hasComma) = try list(until: ")")
        return terms.count == 1 && !hasComma ? terms[0] : .list(terms)
      case "[": return .list(try list(until: "]").terms)
      case "{": return .list(try list(until: "}").terms)
      default: throw ExpressionError("unexpected '\(token.text)'")
      }
    case .name: return try named(token.text)
    }
  }

  private mutating func named(_ name: String) throws(ExpressionError) -> Expression.Term {
    switch name {
    case "true", "True": return .literal(.bool(true))
    case "false", "False": return .literal(.bool(false))
    case "None": return .literal(.none)
    case "and", "or", "not", "in", "is", "if", "else", "lambda", "for":
      throw ExpressionError("unexpected '\(name)'")
    default: break
    }
    if take("(") {
      guard let function = Expression.Function(rawValue: name) else {
        let known = Expression.Function.allCases.map(\.rawValue).joined(separator: ", ")
        throw ExpressionError("there is no function '\(name)': there are \(known)")
      }
      return .call(function, try list(until: ")").terms)
    }
    guard !name.hasPrefix("__") else { throw ExpressionError("'\(name)' is no name here") }
    if let place = names.firstIndex(of: name) { return .name(place) }
    names.append(name)
    return .name(names.count - 1)
  }

  private mutating func list(
    until end: String
  ) throws(ExpressionError) -> (terms: [Expression.Term], hasComma: Bool) {
    var terms: [Expression.Term] = []
    var hasComma = false
    while !take(end) {
      terms.append(try expression())
      if take(",") {
        hasComma = true
      } else {
        try expect(end)
        break
      }
    }
    return (terms, hasComma)
  }
}
