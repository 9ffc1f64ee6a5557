import Testing

@testable import Projections

@Suite struct PublishPatternTests {
  @Test(arguments: [
    ("a.txt", "a.txt", true), ("a.txt", "b/a.txt", false), ("*.txt", "a.txt", true),
    ("*.txt", "b/a.txt", false), ("outputs/**", "outputs/a", true),
    ("outputs/**", "outputs/a/b/c", true), ("outputs/**", "other/a", false),
    ("**/*.csv", "a.csv", true), ("**/*.csv", "a/b/c.csv", true), ("a?c", "abc", true),
    ("a?c", "ac", false), ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false), ("[!a-c]x", "dx", true),
    ("[", "[", true), ("a[b", "a[b", true), ("\\*", "*", true), ("\\*", "a", false),
    ("*a*b*c", "xxaxxbxxc", true), ("*a*b*c", "xxaxxcxxb", false), ("[x].txt", "[x].txt", true),
    ("*", ".hidden", true), ("", "a", false),
  ])
  func `a pattern means what it means for outputs`(pattern: String, path: String, matches: Bool) {
    #expect(PublishPattern(pattern).matches(path) == matches, "\(pattern) of \(path)")
  }
}
