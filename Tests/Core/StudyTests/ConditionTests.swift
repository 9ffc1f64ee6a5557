import Study
import TestKit
import Testing

/// The one language of conditions: `when`, `stop`, `exclusions` and `runs --where`.
@Suite struct ConditionTests {
  @Test func `and binds more tightly than or, and not most of all`() throws {
    let filter = try Condition("not params.a = 1 or metrics.b > 2 and state = finished")
    #expect(
      filter
        == .or(
          .not(.test(.param("a"), .equal, .number(1))),
          .and(
            .test(.metric("b", stage: nil, nil), .greater, .number(2)),
            .test(.field(.state), .equal, .text("finished")))))
  }

  @Test func `every kind of value and reference is read`() throws {
    #expect(
      try Condition("elapsed >= 2.5m")
        == .test(.field(.elapsed), .greaterOrEqual, .duration(150_000_000_000)))
    #expect(
      try Condition("started < 1970-01-02")
        == .test(.field(.started), .less, .time(86_400_000_000_000)))
    #expect(
      try Condition("tags.\"my owner\" like 'k%'") == .like(.tag("my owner"), "k%"))
    #expect(
      try Condition("fit.auc.std == 0")
        == .test(.metric("auc", stage: "fit", .std), .equal, .number(0)))
    #expect(
      try Condition("my-stage.verdict = PASS")
        == .test(.verdict(stage: "my-stage"), .equal, .text("PASS")))
    #expect(
      try Condition("run.seed not in (1, 2)")
        == .not(.oneOf(.field(.seed), [.number(1), .number(2)])))
    #expect(try Condition("batch is not null") == .not(.isNull(.field(.batch))))
    #expect(try Condition("params.x = -1e-3") == .test(.param("x"), .equal, .number(-0.001)))
  }

  @Test(arguments: [
    ("", "at character 1: a name is missing, such as metrics.accuracy"),
    ("stat = finished", "at character 1: 'stat' is not a field of a run; did you mean 'state'?"),
    ("state", "at character 6: a comparison is missing, such as '='"),
    ("state =", "at character 8: a value is missing"),
    ("state = 'x", "at character 9: the closing quote is missing"),
    ("(state = a", "at character 11: ')' is missing"),
    ("state = a state = b", "at character 11: unexpected 'state'"),
    (
      "params.a = 3parsecs",
      "at character 12: '3parsecs' is not a number, a duration such as 90s or 2h, or a time"
    ),
    (
      "a.b.c.d = 1",
      "at character 1: 'a.b.c.d' is not a field of a run; write params.NAME, metrics.NAME, "
        + "tags.NAME, STAGE.METRIC, or one of run, study, batch, level, variant, task, seed, "
        + "state, verdict, baseline, started, elapsed"
    ),
    ("state not = a", "at character 11: 'not' must be followed by 'like' or 'in'"),
    ("a = 1 ; b", "at character 7: '; b' is not understood"),
  ])
  func `what is wrong is said with its place`(text: String, message: String) {
    let error = #expect(throws: ConditionError.self) { try Condition(text) }
    #expect(error?.description == message)
  }

  @Test func `a condition has a limit`() {
    let tests = { (count: Int) in
      Array(repeating: "seed = 1", count: count).joined(separator: " or ")
    }
    #expect(throws: Never.self) { try Condition(tests(Condition.testsMax)) }
    #expect(throws: ConditionError.self) { try Condition(tests(Condition.testsMax + 1)) }
    let deep = String(repeating: "(", count: 40) + "seed = 1" + String(repeating: ")", count: 40)
    #expect(throws: ConditionError.self) { try Condition(deep) }
  }

  @Test(arguments: [
    ("a.b < 1", "a.b < 1"), ("a.b<=1.50", "a.b <= 1.5"), ("a.b = -2e-3", "a.b == -0.002"),
    ("a.verdict != FAIL", "a.verdict != FAIL"), ("a.b.std > 0", "a.b.std > 0"),
    ("a-1.b_2 >= 1", "a-1.b_2 >= 1"), ("  a.b\t<\n1 ", "a.b < 1"),
    ("not a.b < 1", "not a.b < 1"), ("not not a.b < 1", "not not a.b < 1"),
    ("(((a.b < 1)))", "a.b < 1"), ("a.b < 1 and (c.d < 1)", "a.b < 1 and c.d < 1"),
    ("a.b<1 or c.d<1 and e.f<1", "a.b < 1 or c.d < 1 and e.f < 1"),
    ("(a.b<1 or c.d<1) and e.f<1", "(a.b < 1 or c.d < 1) and e.f < 1"),
    ("a.b<1 and (c.d<1 and e.f<1)", "a.b < 1 and (c.d < 1 and e.f < 1)"),
    ("a.b<1 or (c.d<1 or e.f<1)", "a.b < 1 or (c.d < 1 or e.f < 1)"),
    ("not(a.b<1 or c.d<1)", "not (a.b < 1 or c.d < 1)"), ("a.b < 1e300", "a.b < 1e+300"),
    ("\"2 b\".'c.d' < 1", "\"2 b\".\"c.d\" < 1"), ("'not'.x < 1", "\"not\".x < 1"),
    ("params.k in (1, 'a\\'b', true)", "params.k in (1, \"a'b\", true)"),
    ("batch is not null", "not batch is null"), ("elapsed > 90s", "elapsed > 90000000000ns"),
    ("tags.o not like 'k%'", "not tags.o like \"k%\""), ("run.exit = 3", "run.exit == 3"),
    ("pair.verified = false and run.state != \"x\"", "pair.verified == false and state != \"x\""),
    ("started < 1970-01-02", "started < 1970-01-02T00:00:00.000000000Z"),
  ])
  func `what parses is written in one way, which parses to the same`(
    text: String, written: String
  ) throws {
    let condition = try Condition(text)
    #expect(condition.description == written)
    #expect(try Condition(written) == condition)
  }

  @Test(arguments: [
    ("a.b == PASS", 7, "'a.b' is a number, but PASS is not"),
    ("a.b < nan", 6, "'a.b' is a number, but \"nan\" is not"),
    ("a.b in (1, x)", 11, "'a.b' is a number"), ("a.b like 'x'", 9, "'a.b' is a number"),
    ("a.verdict == 1", 13, "a verdict is PASS"),
    ("a.verdict < PASS", 10, "compared with == and !="),
    ("run.timed_out = 1", 16, "'run.timed_out' is true or false"),
    ("pair.verified < true", 14, "truth values can only be compared with == and !="),
    ("run.failure = 3", 14, "'run.failure' is text"), ("run.exit = 'x'", 11, "is a number"),
    ("pair.seed = 1", 0, "'pair.seed' is not a field of a run"),
    ("a.x <= 9007199254740993", 7, "is beyond 2^53 and would be rounded"),
    ("seed = 12345678901234567891", 7, "is beyond 2^53 and would be rounded"),
  ])
  func `a value of another kind is refused`(text: String, offset: Int, message: String) {
    let error = #expect(throws: ConditionError.self) { try Condition(text) }
    #expect(error?.offset == offset)
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  @Test func `any condition reads back as itself`() throws {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<500 {
      let condition = Self.anything(depth: 5, &random)
      #expect(try Condition(condition.description) == condition, "\(condition)")
    }
  }

  private static func anything(depth: Int, _ random: inout SeededGenerator) -> Condition {
    let inner = { (random: inout SeededGenerator) in anything(depth: depth - 1, &random) }
    switch depth == 0 ? 0 : Int.random(in: 0...6, using: &random) {
    case 1: return .not(inner(&random))
    case 2: return .and(inner(&random), inner(&random))
    case 3: return .or(inner(&random), inner(&random))
    case 4: return .isNull(.param("k.\(depth)"))
    case 5: return .like(.tag("or"), "%\"\\_\(depth)")
    case 6: return .oneOf(.field(.variant), [.text("é"), .bool(false), .number(1)])
    default:
      let number = Double.random(in: -10...10, using: &random)
      return .test(
        .metric("m", stage: "s-1", Statistic.allCases.randomElement(using: &random)),
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
      ("a.x is null", false), ("a.y is null", true), ("a.nan is not null", false),
      ("a.x in (1, 2)", true), ("a.x not in (1, 2)", false), ("a.y in (1)", nil),
      ("a.y not in (1)", nil), ("state like 'fin%d'", true), ("state like 'Fin%'", false),
      ("state like '_inished'", true), ("state like 'fin'", false), ("batch like '%'", nil),
      ("state like '%i%s%e%'", true), ("state like '%x%'", false), ("state > 'e'", true),
      ("state = 'finished' and elapsed >= 1s", true), ("elapsed < 1s", false), ("seed = 'x'", nil),
      ("run.timed_out = true", true), ("run.timed_out != true", false),
    ] as [(String, Bool?)])
  func `what is missing or no number is neither true nor false`(text: String, truth: Bool?) throws {
    let values = ["x": 2, "nan": .nan, "inf": Double.infinity]
    let found = try Condition(text).truth { reference in
      switch reference {
      case .metric(let name, stage: "a", nil): values[name].map(Condition.Literal.number)
      case .verdict(stage: "a"): .text("WARN")
      case .field(.state): .text("finished")
      case .field(.elapsed): .duration(1_000_000_000)
      case .field(.seed): .number(1)
      case .fact(.timedOut): .bool(true)
      default: nil
      }
    }
    #expect(found == truth)
  }
}
