import Codecs
import Study
import Testing

@Suite struct IdentifierTests {
  @Test(arguments: ["a", "a1", "wdbc-malignancy", "0-1-2", String(repeating: "x", count: 100)])
  func `lower-case words with single hyphens are slugs`(text: String) {
    #expect(Identifier.isSlug(text))
  }

  @Test(arguments: [
    "", "-a", "a-", "a--b", "A", "a_b", "a b", "é", "a/b", String(repeating: "x", count: 101),
  ])
  func `anything else is no slug`(text: String) { #expect(!Identifier.isSlug(text)) }

  @Test(arguments: ["a", "9", "A-s42", "a.b_c-d", "x" + String(repeating: ".", count: 99)])
  func `names may have capitals, points and underscores`(text: String) {
    #expect(Identifier.isName(text))
  }

  @Test(arguments: [
    "b20260213-2140-x-v01", "b20240229-0000-a-b-v99", "b20000229-2359-x-v10",
  ])
  func `a batch is named after a day and a time that there are`(text: String) {
    #expect(Identifier.isBatch(text))
  }

  @Test(arguments: [
    "b20260230-0900-x-v01", "b20260229-0900-x-v01", "b21000229-0900-x-v01", "b20260431-0900-x-v01",
    "b20261301-0900-x-v01", "b20260100-0900-x-v01", "b20260213-2400-x-v01", "b20260213-0960-x-v01",
    "b20260213-0900-x-v00", "b20260213-0900-x-v1", "b20260213-0900-v01",
  ])
  func `anything else names no batch`(text: String) { #expect(!Identifier.isBatch(text)) }

  @Test(arguments: [
    "", ".a", "-a", "_a", "a b", "a/b", "ü", "a\n", String(repeating: "x", count: 101),
  ])
  func `anything else is no name`(text: String) { #expect(!Identifier.isName(text)) }

  @Test(arguments: [
    ("Hello, World!", "hello-world"), ("--a__b--", "a-b"), ("", ""), ("é", ""), ("a1 B2", "a1-b2"),
    (String(repeating: "ab ", count: 60), String(repeating: "ab-", count: 33) + "a"),
  ])
  func `any text gives a slug, if anything is left of it`(text: String, slug: String) {
    #expect(Identifier.slug(from: text) == slug)
  }

  @Test func `a slug that is cut does not end in a hyphen`() {
    let slug = Identifier.slug(from: String(repeating: "x", count: 99) + " yz")
    #expect(Identifier.isSlug(slug), "'\(slug)'")
  }

  @Test(arguments: [
    ("clasify", ["classify"]), ("calssify", ["classify"]), ("class", ["classify"]), ("zzz", []),
    ("sumarize", ["summarise"]), ("c", []), ("", []),
  ])
  func `a mistyped word may have meant a near one`(word: String, meant: [String]) {
    #expect(
      NearWord.suggestions(for: word, among: ["classify", "summarise", "sign-off"]) == meant)
  }

  @Test func `the nearest suggestion comes first, then the alphabet`() {
    #expect(
      NearWord.suggestions(for: "fold", among: ["folds", "gold", "fold", "bold"])
        == ["fold", "bold", "folds", "gold"])
  }
}
