import Study
import TestKit
import Testing

/// The grammar of `when` and `stop`.
@Suite struct ExpressionTests {
  @Test(arguments: [
    ("a.b < 1", "a.b < 1"), ("a.b<=1.50", "a.b <= 1.5"), ("a.b == -2e-3", "a.b == -0.002"),
    ("a.verdict != FAIL", "a.verdict != FAIL"), ("a.b.std > 0", "a.b.std > 0"),
    ("a-1.b_2 >= 1", "a-1.b_2 >= 1"), ("  a.b\t<\n1 ", "a.b < 1"),
    ("not a.b < 1", "not a.b < 1"), ("not not a.b < 1", "not not a.b < 1"),
    ("(((a.b < 1)))", "a.b < 1"), ("a.b < 1 and (c.d < 1)", "a.b < 1 and c.d < 1"),
    ("a.b<1 or c.d<1 and e.f<1", "a.b < 1 or c.d < 1 and e.f < 1"),
    ("(a.b<1 or c.d<1) and e.f<1", "(a.b < 1 or c.d < 1) and e.f < 1"),
    ("a.b<1 and (c.d<1 and e.f<1)", "a.b < 1 and (c.d < 1 and e.f < 1)"),
    ("a.b<1 or (c.d<1 or e.f<1)", "a.b < 1 or (c.d < 1 or e.f < 1)"),
    ("not(a.b<1 or c.d<1)", "not (a.b < 1 or c.d < 1)"),
    ("not a.b<1 and c.d<1", "not a.b < 1 and c.d < 1"),
    ("a.b.count == 3", "a.b.count == 3"), ("a.b < 1e300", "a.b < 1e+300"),
  ])
  func `what parses is written in one way, which parses to the same`(
    text: String, written: String
  ) throws {
    let expression = try Expression(parsing: text)
    #expect(expression.description == written)
    #expect(try Expression(parsing: written) == expression)
  }

  @Test func `or binds least, then and, then not`() throws {
    func comparison(_ stage: String) -> Expression {
      .comparison(
        Expression.Reference(stage: stage, metric: "m", statistic: nil), .less, .number(1))
    }
    #expect(
      try Expression(parsing: "a.m<1 or not b.m<1 and c.m<1 or d.m<1")
        == .or(.or(comparison("a"), .and(.not(comparison("b")), comparison("c"))), comparison("d")))
  }

  @Test(arguments: [
    ("", 0, "a reference such as"), ("a", 0, "is not a reference"), ("a.", 0, "is not a reference"),
    ("a.b.c.d < 1", 0, "is not a reference"), ("a.b.median < 1", 0, "'median' is not one of mean"),
    ("a.b", 3, "one of == != < <= > >="), ("a.b = 1", 4, "one of == !="),
    ("a.b <> 1", 4, "one of == !="), ("a.b <", 5, "a number, PASS"),
    ("a.b < x", 6, "'x' is neither"), ("a.b < nan", 6, "'nan' is neither"),
    ("a.b < inf", 6, "'inf' is neither"), ("a.b == PASS", 7, "'a.b' is a number"),
    ("a.verdict == 1", 13, "a verdict is PASS"), ("a.verdict < PASS", 12, "compare with == and !="),
    ("(a.b < 1", 8, "a ')' is missing"), ("a.b < 1)", 7, "')' is not expected"),
    ("a.b < 1 a.b < 1", 8, "'a.b' is not expected"), ("a.b < 1 and", 11, "a reference such as"),
    ("not", 3, "a reference such as"), ("and", 0, "is not a reference"),
    ("a.b < 1 & c.d < 1", 8, "'&' is not expected"), ("ä.b < 1", 0, "is not a reference"),
  ])
  func `an error says where and what`(text: String, offset: Int, message: String) {
    let error = #expect(throws: ExpressionError.self) { try Expression(parsing: text) }
    #expect(error?.offset == offset)
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  @Test func `nesting ends at a limit`() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "(", count: depth) + "a.b < 1" + String(repeating: ")", count: depth)
    }
    _ = try Expression(parsing: nested(Expression.depthMax - 1))
    let error = #expect(throws: ExpressionError.self) {
      try Expression(parsing: nested(Expression.depthMax))
    }
    #expect(error?.message == "the expression nests too deeply")
    let nots = String(repeating: "not ", count: Expression.depthMax)
    #expect(throws: ExpressionError.self) { try Expression(parsing: nots + "a.b < 1") }
  }

  @Test func `a long list of conditions is not nested`() throws {
    let text = Array(repeating: "a.b < 1", count: 100).joined(separator: " and ")
    let expression = try Expression(parsing: text)
    #expect(expression.description == text)
    #expect(expression.references.count == 100)
  }

  @Test func `any expression reads back as itself`() throws {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<500 {
      let expression = Self.anything(depth: 5, &random)
      #expect(try Expression(parsing: expression.description) == expression)
    }
  }

  private static func anything(depth: Int, _ random: inout SeededGenerator) -> Expression {
    switch depth == 0 ? 0 : Int.random(in: 0...4, using: &random) {
    case 1: return .not(anything(depth: depth - 1, &random))
    case 2: return .and(anything(depth: depth - 1, &random), anything(depth: depth - 1, &random))
    case 3: return .or(anything(depth: depth - 1, &random), anything(depth: depth - 1, &random))
    default:
      let number = Double.random(in: -10...10, using: &random)
      let statistic = Statistic.allCases.randomElement(using: &random)
      return .comparison(
        Expression.Reference(stage: "s-1", metric: "m", statistic: statistic),
        Comparison.allCases.randomElement(using: &random) ?? .less, .number(number))
    }
  }

  @Test(
    arguments: [
      ("a.x > 1", true), ("a.x > 2", false), ("a.verdict == WARN", true),
      ("a.verdict != PASS", true),
      ("a.y > 0", nil), ("not a.y > 0", nil), ("not not a.y > 0", nil), ("b.verdict == PASS", nil),
      ("b.verdict != PASS", nil), ("not b.verdict == FAIL", nil), ("a.nan > 0", nil),
      ("a.nan < 0", nil), ("a.nan != 0", nil), ("not a.nan > 0", nil), ("a.inf > 0", nil),
      ("not a.inf < 0", nil), ("a.inf != 0", nil),
      ("a.x > 1 and a.y > 0", nil), ("a.x > 2 and a.y > 0", false), ("a.y > 0 and a.x > 2", false),
      ("a.x > 1 or a.y > 0", true), ("a.y > 0 or a.x > 1", true), ("a.x > 2 or a.y > 0", nil),
      ("a.y > 0 and not a.y > 0", nil), ("a.y > 0 or not a.y > 0", nil),
      ("not (a.x > 1 and a.y > 0)", nil), ("not (a.x > 2 and a.y > 0)", true),
    ] as [(String, Bool?)])
  func `what is missing or no number is neither true nor false`(text: String, truth: Bool?) throws {
    let values = ["x": 2, "nan": .nan, "inf": Double.infinity]
    let found = try Expression(parsing: text).truth(
      metric: { $0.metric.flatMap { values[$0] } }, verdict: { $0 == "a" ? .warn : nil })
    #expect(found == truth)
  }

  @Test(arguments: ["a.x <= 9007199254740993", "a.x > 12345678901234567891"])
  func `a limit that would become another number is refused`(text: String) {
    let error = #expect(throws: ExpressionError.self) { try Expression(parsing: text) }
    #expect(error?.message.hasSuffix("is beyond 2^53, and would be rounded") == true)
  }
}
