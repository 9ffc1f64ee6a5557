import Codecs
import Study
import Testing

@Suite struct TemplateTests {
  @Test(arguments: [
    ("plain", [Template.Part.literal("plain")]), ("", [.literal("")]),
    ("${seed}", [.reference(.seed)]),
    ("seed=${seed},", [.literal("seed="), .reference(.seed), .literal(",")]),
    ("${level}${run}${study}", [.reference(.level), .reference(.run), .reference(.study)]),
    ("${params.a.b}", [.reference(.param("a.b"))]), ("${inputs.x}", [.reference(.input("x"))]),
    ("${unit.fold}", [.reference(.unit("fold"))]), ("$$5", [.literal("$5")]),
    ("$${seed}", [.literal("${seed}")]), ("a$", [.literal("a$")]), ("$1", [.literal("$1")]),
  ])
  func `references stand between dollar braces`(text: String, parts: [Template.Part]) throws {
    #expect(try Template(parsing: text).parts == parts)
  }

  @Test(arguments: ["${", "${seed", "${}", "${nothing}", "${params.}", "${params.-a}", "${ seed}"])
  func `anything else between them is refused`(text: String) {
    #expect(throws: TemplateError.self) { try Template(parsing: text) }
  }

  @Test func `an unknown reference is told what there is`() {
    let error = #expect(throws: TemplateError.self) { try Template(parsing: "${sed}") }
    #expect(
      error?.message
        == "'${sed}' is unknown; there are seed, level, run, study, params.NAME, inputs.NAME "
        + "and unit.NAME, and in a paired study variant, variant.path, task, task.path, pair and "
        + "pair.seed")
  }

  @Test func `a template is filled when every reference has a value`() throws {
    let template = try Template(parsing: "-v ${params.k} ${seed}")
    #expect(template.references == [.param("k"), .seed])
    #expect(template.filled { $0 == .seed ? "42" : "v" } == "-v v 42")
    #expect(template.filled { $0 == .seed ? "42" : nil } == nil)
  }

  @Test(
    arguments: [
      (Value.text("a b"), "a b"), (.int(-1), "-1"), (.double(1), "1"), (.double(0.1), "0.1"),
      (.bool(true), "true"), (.null, ""), (.array([1, "b", 0.5]), "1,b,0.5"),
      (.map(["b": 1, "a": [2]]), #"{"a":[2],"b":1}"#), (.bytes([10, 255]), "0aff"),
    ] as [(Value, String)])
  func `values stand in commands as people write them`(value: Value, text: String) {
    #expect(value.plainText == text)
  }
}
