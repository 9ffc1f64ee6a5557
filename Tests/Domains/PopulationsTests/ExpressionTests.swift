import Testing

@testable import Populations

@Suite struct ExpressionTests {
  static let names = ["age", "zone", "member", "income"]
  static let row: [Datum] = [.int(41), .text("north"), .bool(true), .number(85_000)]

  static func value(_ text: String) throws -> Datum {
    let expression = try ExpressionParser.parse(text)
    return try ExpressionScope(names).bind(expression).value(row)
  }

  @Test(arguments: [
    ("1 + 2 * 3", Datum.int(7)), ("2 ** 3 ** 2", .int(512)), ("-7 // 2", .int(-4)),
    ("-7 % 3", .int(2)), ("7 / 2", .number(3.5)), ("-2 ** 2", .int(-4)),
    ("age > 40 and zone == 'north'", .bool(true)), ("18 <= age < 65", .bool(true)),
    ("zone in ['south', 'west']", .bool(false)), ("zone not in ('south',)", .bool(true)),
    ("not member", .bool(false)), ("'a' if age < 30 else 'b'", .text("b")),
    ("round(2.5)", .int(2)), ("round(income / 1000, 1)", .number(85)), ("max(1, age, 3)", .int(41)),
    ("len(zone) + sum([1, 2])", .int(8)), ("any([false, 1])", .bool(true)),
    ("int('12') + int(3.9)", .int(15)), ("age is not None", .bool(true)),
    ("member + 1", .int(2)), ("0 or zone", .text("north")), ("abs(-1.5)", .number(1.5)),
    ("'ort' in zone", .bool(true)), ("1 == 1.0 == true", .bool(true)), ("1e3", .number(1000)),
    ("str(age) + 'x'", .text("41x")),
  ])
  func `an expression has the value that Python gives it`(text: String, value: Datum) throws {
    #expect(try Self.value(text) == value)
  }

  @Test(arguments: [
    ("age ==", "ends too early"), ("age = 3", "'=='"), ("(age", "expected ')'"),
    ("foo", "there is no 'foo'"), ("age.real", "no operator '.'"), ("age[0]", "unexpected '['"),
    ("__import__('os')", "no function"), ("lambda: 1", "no operator ':'"), ("", "empty"),
    ("open('x')", "there are abs"), ("1 / 0", "division by zero"), ("zone < 3", "no order"),
    ("9223372036854775807 + 1", "64 bits"), ("'abc", "no end"), ("10 ** 400", "64 bits"),
    ("zone + 1", "takes numbers"), ("3x", "runs into"), ("min([])", "of nothing"),
  ])
  func `what cannot be read or evaluated says why`(text: String, words: String) {
    do {
      let value = try Self.value(text)
      Testing.Issue.record("'\(text)' gave \(value)")
    } catch {
      #expect("\(error)".contains(words), "'\(text)': \(error)")
    }
  }

  @Test func `deep nesting and long texts are refused and do not crash`() {
    for text in [
      String(repeating: "(", count: 5000), String(repeating: "not ", count: 2000) + "age",
      String(repeating: "-", count: 3000) + "1", String(repeating: "1+", count: 6000) + "1",
    ] {
      #expect(throws: ExpressionError.self) { try ExpressionParser.parse(text) }
    }
  }

  @Test func `a condition that fails does not apply`() throws {
    let bound = try ExpressionScope(Self.names).bind(ExpressionParser.parse("zone > 3"))
    #expect(!bound.holds(Self.row))
  }
}
