import Study
import Testing

@Suite struct IdentifierTests {
  @Test(arguments: ["a", "a1", "wdbc-malignancy", "0-1-2"])
  func `lower-case words with single hyphens are slugs`(text: String) {
    #expect(Identifier.isSlug(text))
  }

  @Test(arguments: ["", "-a", "a-", "a--b", "A", "a_b", "a b", "é"])
  func `anything else is no slug`(text: String) { #expect(!Identifier.isSlug(text)) }
}
