import Codecs
import Study
import Testing

/// What the rules of a schema map see in a table.
@Suite struct SchemaRuleTests {
  private static let header = ["id", "age", "job", "full", "part"]
  private static let rows = [
    ["1", "30", "office", "1", "0"], ["2", "12", "none", "no", ""],
    ["3", "", "office", "yes", "1"],
    ["4", "16", "office", "0", "false"], [" ", "x", "none", "", ""], ["6", "130", "none", "", "1"],
  ]

  private func observe(_ rule: SchemaRule) -> Double? {
    rule.observe(Self.rows) { Self.header.firstIndex(of: $0) }.value
  }

  /// What a rule sees in a table of one or two columns, `a` and `b`.
  private func observe(_ rule: SchemaRule, _ rows: [[String]]) -> (value: Double?, unread: Int) {
    rule.observe(rows) { ["a", "b"].firstIndex(of: $0) }
  }

  private func condition(_ text: String) throws -> RowCondition {
    try #require(RowCondition(text))
  }

  @Test func `broken rules are counted`() throws {
    #expect(observe(.required(["id"])) == 1)
    #expect(observe(.required(["id", "age"])) == 2)
    #expect(observe(.range("age", low: 0, high: 120)) == 2, "a text is out of every range")
    #expect(observe(.range("age", low: nil, high: 120)) == 2)
    #expect(observe(.range("age", low: 20, high: nil)) == 3, "an empty cell is out of none")
    #expect(observe(.exclusive(["full", "part"])) == 1)
    let child = try condition("age <= 17")
    #expect(
      observe(.hard(given: child, then: try condition("job == none"))) == 3,
      "a blank age and one that is a text are not known to be no child's")
    #expect(observe(.hard(given: nil, then: try condition("job != none"))) == 3)
  }

  @Test func `a share is compared with the one that is wanted`() throws {
    let child = try condition("age <= 17")
    let none = try condition("job == none")
    #expect(
      observe(.soft(given: child, then: none, share: 0.75)) == 1.25 / 3,
      "the row that may be a child's without a job counts where it is worst")
    #expect(observe(.soft(given: nil, then: none, share: 0.5)) == 0)
    let nobody = try condition("job == pilot")
    #expect(observe(.soft(given: nobody, then: none, share: 0.5)) == nil)
  }

  @Test(arguments: [
    ("age > 17", "age > 17"), ("a == b and c != 2", "a == b and c != 2"),
    ("  a   ==  b ", "a == b"),
  ])
  func `a condition reads back as itself`(text: String, written: String) throws {
    #expect(try condition(text).description == written)
    #expect(RowCondition(written)?.description == written)
  }

  @Test(arguments: [
    "", "age", "age >", "age > 'seventeen'", "age = 17", "age > 17 and", "and", "a == b or c == d",
    "a == b c",
  ])
  func `what is no condition is refused`(text: String) {
    #expect(RowCondition(text) == nil)
  }

  @Test(
    arguments: [
      ("a == 1", "1.0", true), ("a == 1", " 1 ", true), ("a != 1", "one", true),
      ("a == x", "x", true), ("a != x", "", true), ("a < 5", "inf", nil), ("a < 5", "", nil),
      ("a <= 17", "16,5", nil), ("a <= 17", "16 years", nil), ("a <= 17", "\u{a0}16", nil),
      ("a > 17", "0x20", nil), ("a == 17", "17,0", nil), ("a != 17", "", nil),
      ("a <= 9007199254740992", "9007199254740993", false),
      ("a == 9007199254740992", "9007199254740993", false),
      ("a == 123456789012345678901", "123456789012345678901", true),
      ("a < 123456789012345678901", "123456789012345678902", false),
      ("a == caf\u{e9}", "cafe\u{301}", false),
    ] as [(String, String, Bool?)])
  func `a cell that cannot be read decides nothing`(
    text: String, cell: String, truth: Bool?
  ) throws {
    #expect(try condition(text).truth { $0 == "a" ? cell : nil } == truth)
  }

  @Test func `a word is the column of that name, unless it stands in quotes`() throws {
    let cells = ["a": "2", "b": "10", "c": "2.0"]
    func truth(_ text: String) throws -> Bool? { try condition(text).truth { cells[$0] } }
    #expect(try truth("a == c") == true)
    #expect(try truth("a != c") == false)
    #expect(try truth("a < b") == true)
    #expect(try truth("a == 'b'") == false)
    #expect(try truth("a != \"c\"") == true)
    #expect(try condition("a < b and c == d").columns == ["a", "b", "c"])
  }

  @Test func `rows that cannot be read break a rule, and are counted`() throws {
    let age = try condition("a <= 17")
    let job = try condition("b != full_time")
    let rows = ["16,5", "", "16 years"].map { [$0, "full_time"] } + [["30", "full_time"]]
    let hard = observe(.hard(given: age, then: job), rows)
    #expect(hard.value == 3)
    #expect(hard.unread == 3)
    let soft = observe(.soft(given: age, then: job, share: 1), rows)
    #expect(soft.value == 1, "all of them may break it")
    #expect(soft.unread == 3)
    let range = observe(.range("a", low: 0, high: 20), rows)
    #expect(range.value == 3)
    #expect(range.unread == 2, "a blank cell is out of no range")
  }

  @Test func `a table without rows shows nothing`() throws {
    let then = try condition("a > 0")
    for rule: SchemaRule in [
      .required(["a"]), .range("a", low: 0, high: 1), .exclusive(["a", "b"]),
      .hard(given: nil, then: then), .soft(given: nil, then: then, share: 0),
    ] {
      #expect(observe(rule, []).value == nil)
    }
  }

  @Test func `integers beyond 2^53 are held to their range exactly`() {
    let range = SchemaRule.range("a", low: 0, high: 9_007_199_254_740_992)
    #expect(observe(range, [["9007199254740992"]]).value == 0)
    #expect(observe(range, [["9007199254740993"]]).value == 1)
    #expect(observe(.range("a", low: 0.1, high: 0.3), [["0.1"], ["0.3"]]).value == 0)
  }

  @Test(arguments: [(8, 10, 0.7, 0.1), (7, 10, 0.8, 0.1), (1, 3, 0.0, 1.0 / 3), (6, 20, 0.2, 0.1)])
  func `a share is as far off as its decimals say`(
    satisfied: Int, all: Int, share: Double, distance: Double
  ) throws {
    let rows = (0..<all).map { [$0 < satisfied ? "yes" : "no"] }
    let rule = SchemaRule.soft(given: nil, then: try condition("a == yes"), share: share)
    #expect(observe(rule, rows).value == distance)
  }

  @Test(arguments: SchemaRule.samples.indices)
  func `a recorded rule reads back as itself`(place: Int) throws {
    let rule = SchemaRule.samples[place]
    #expect(try SchemaRule(encoded: rule.encoded) == rule)
    #expect(Set(SchemaRule.samples.map(\.name)).count == SchemaRule.samples.count)
  }

  @Test func `a gate of a profile reads back as itself`() throws {
    #expect(try GatePlan(encoded: GatePlan.sample.encoded) == .sample)
  }

  @Test func `a recorded rule that is none is refused`() {
    for record: ValueMap in [["rule": "soft"], ["rule": "hard", "then": "x"], ["rule": "wish"]] {
      #expect(throws: FieldError.self) { try SchemaRule(encoded: CBOR.encode(record)) }
    }
  }
}

extension SchemaRule {
  /// One rule of every kind, with something in every field.
  static var samples: [SchemaRule] {
    guard let given = RowCondition("age <= 17"),
      let then = RowCondition("job != full and school == yes")
    else { return [] }
    return [
      .required(["id", "age"]), .range("age", low: 0, high: 120.5), .exclusive(["full", "part"]),
      .hard(given: given, then: then), .soft(given: given, then: then, share: 0.95),
    ]
  }
}

extension GatePlan {
  /// A gate of a profile that holds a table to a schema map.
  static var sample: GatePlan {
    let rules = SchemaRule.samples.map {
      CheckPlan(.schema("out.csv", map: "adults", $0), pass: Threshold(.equal, 0))
    }
    var gate = GatePlan(name: "realism", checks: rules)
    gate.profile = "adults-only"
    return gate
  }
}
