import Codecs
import StageKit
import Study
import Testing

@testable import CLI

@Suite struct SubjectTests {
  @Test func `a name wins over what it begins`() throws {
    #expect(try Subjects.choose("a", among: ["a", "ab"], what: "x", where: "y") == "a")
    #expect(try Subjects.choose("ab", among: ["a", "abc"], what: "x", where: "y") == "abc")
    #expect(throws: Failure.ambiguous("a", ["ab", "ac"])) {
      try Subjects.choose("a", among: ["ab", "ac"], what: "x", where: "y")
    }
    let missing = #expect(throws: Failure.self) {
      try Subjects.choose("classfy", among: ["classify"], what: "stage", where: "'s'")
    }
    #expect(missing?.hint == "did you mean 'classify'?")
    #expect(missing?.exit == .notFound)
  }

  @Test func `a unit stands in brackets`() {
    #expect(Subjects.splitUnit("A-s1/classify[k=3,f=a/b]").path == "A-s1/classify")
    #expect(Subjects.splitUnit("A-s1/classify[k=3,f=a/b]").unit == "k=3,f=a/b")
    #expect(Subjects.splitUnit("A-s1").unit == nil)
    #expect(Subjects.parts("run/wdbc/A-s1") == ["wdbc", "A-s1"])
    #expect(Subjects.looksLikeViolation("v0001"))
    #expect(Subjects.looksLikeViolation("wdbc/v12"))
    #expect(!Subjects.looksLikeViolation("variant"))
  }

  @Test func `a warning answers to any of its names in order`() {
    let warning = OpenWarning(
      study: "wdbc", unit: UnitAddress(run: "A-s1", stage: "classify", unit: "k=3"),
      gate: "quality")
    for word in [
      "quality", "A-s1", "classify/quality", "wdbc/A-s1/classify[k=3]/quality", "A-s1/quality",
      "classify[k=3]",
    ] { #expect(warning.answers(to: word), "\(word)") }
    for word in ["qual", "quality/A-s1", "A-s2/quality", "classify[k=4]/quality"] {
      #expect(!warning.answers(to: word), "\(word)")
    }
    #expect(warning.path == "A-s1/classify[k=3]/quality")
  }

  @Test(
    arguments: [
      ("3", .int(3)), ("-3", .int(-3)), ("0.5", .double(0.5)), ("1e3", .double(1000)),
      ("true", .bool(true)), ("yes", .text("yes")), ("inf", .text("inf")), ("", .text("")),
      ("[1, 2]", .array([.int(1), .int(2)])), ("a b", .text("a b")),
    ] as [(String, Value)])
  func `a parameter is typed like plain YAML`(text: String, value: Value) throws {
    #expect(try ParameterText.value(text) == value)
  }
}
