import Codecs
import Definitions
import StageKit
import Study
import Testing

struct OverrideTests {
  private static let text =
    Sample.head + """
      params: {folds: 10, sets: [3, 5], guarded: {value: false, bypass: true}}
      levels: {A: {params: {folds: 2}}, B: {}}
      stages:
        - {name: a, run: [x], params: [folds, guarded], foreach: {k: "${params.sets}"}}

      """

  @Test func `an override holds at every level and leaves the default`() throws {
    let plan = try Sample.parse(Self.text, overrides: [("folds", "7")]).plan
    #expect(plan.params[0].value == 10)
    #expect(
      plan.levels.map(\.params) == Array(repeating: [Parameter(name: "folds", value: 7)], count: 2))
  }

  @Test(
    arguments: [
      ("7", 7), ("0.5", 0.5), ("true", true), ("abc", "abc"), ("007x", "007x"),
      ("[1, two]", [1, "two"]),
    ] as [(String, Value)])
  func `an override is typed like plain YAML`(text: String, value: Value) throws {
    let plan = try Sample.parse(Self.text, overrides: [("folds", text)]).plan
    #expect(plan.levels[1].params == [Parameter(name: "folds", value: value)])
  }

  @Test func `the last override of a parameter wins`() throws {
    let overrides = [("folds", "7"), ("folds", "8")]
    let plan = try Sample.parse(Self.text, overrides: overrides).plan
    #expect(plan.levels[0].params == [Parameter(name: "folds", value: 8)])
  }

  @Test func `an override of another kind is a warning`() throws {
    let definition = try Sample.parse(Self.text, overrides: [("folds", "1O")])
    #expect(
      definition.warnings.map(\.description) == [
        "parameter 'folds' is a number by default and a text here, '1O'"
      ])
  }

  @Test(arguments: [
    ("fold", "7", "unknown parameter 'fold'; did you mean 'folds'?"),
    ("folds", ".nan", "parameter 'folds' must be a finite number, found number .nan"),
    (
      "folds", "",
      "parameter 'folds' must be a number, a text, true or false, found nothing"
    ),
    (
      "folds", "[[1]]",
      "parameter 'folds'[0] must be a number, a text, true or false, found a list"
    ),
  ])
  func `a bad override is an error without a line`(name: String, text: String, message: String) {
    let messages = Sample.messages(Self.text, overrides: [(name, text)])
    #expect(messages == ["study.yaml: \(message)"])
  }

  @Test func `an axis holds overrides to its needs`() {
    #expect(
      Sample.messages(Self.text, overrides: [("sets", "3")]) == [
        "study.yaml:7:64: axis 'k' needs a list with values, which parameter 'sets' is not "
          + "at level 'A'"
      ])
  }

  @Test func `an open bracket is an error, not a crash`() throws {
    let messages = Sample.messages(Self.text, overrides: [("sets", "[1")])
    #expect(messages.count == 1)
    #expect(messages[0].hasPrefix("study.yaml: did not find expected"))
  }
}
