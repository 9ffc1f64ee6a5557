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
    rule.observe(Self.rows) { Self.header.firstIndex(of: $0) ?? 0 }
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
    #expect(observe(.hard(given: child, then: try condition("job == none"))) == 1)
    #expect(observe(.hard(given: nil, then: try condition("job != none"))) == 3)
  }

  @Test func `a share is compared with the one that is wanted`() throws {
    let child = try condition("age <= 17")
    let none = try condition("job == none")
    #expect(observe(.soft(given: child, then: none, share: 0.75)) == 0.25)
    #expect(observe(.soft(given: nil, then: none, share: 0.5)) == 0)
    let nobody = try condition("age > 200")
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
    "", "age", "age >", "age > seventeen", "age = 17", "age > 17 and", "and", "a == b or c == d",
    "a == b c",
  ])
  func `what is no condition is refused`(text: String) {
    #expect(RowCondition(text) == nil)
  }

  @Test func `numbers are compared as numbers, and everything else as text`() throws {
    #expect(try condition("a == 1").holds { _ in "1.0" })
    #expect(try condition("a != 1").holds { _ in "one" })
    #expect(try !condition("a < 5").holds { _ in "inf" })
    #expect(try !condition("a < 5").holds { _ in "" })
    #expect(try condition("a == x").holds { _ in "x" })
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
