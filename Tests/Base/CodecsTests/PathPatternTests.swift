import Codecs
import Testing

@Suite struct PathPatternTests {
  @Test(arguments: [
    ("a.txt", "a.txt", true), ("a.txt", "b/a.txt", false), ("*.txt", "a.txt", true),
    ("*.txt", "b/a.txt", false), ("outputs/**", "outputs/a", true),
    ("outputs/**", "outputs/a/b/c", true), ("outputs/**", "other/a", false),
    ("**/*.csv", "a.csv", true), ("**/*.csv", "a/b/c.csv", true), ("a?c", "abc", true),
    ("a?c", "ac", false), ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false), ("[!a-c]x", "dx", true),
    ("[", "[", true), ("a[b", "a[b", true), ("\\*", "*", true), ("\\*", "a", false),
    ("*a*b*c", "xxaxxbxxc", true), ("*a*b*c", "xxaxxcxxb", false), ("[x].txt", "[x].txt", true),
    ("*", ".hidden", true), ("", "a", false), ("", "", true),
    ("t-[0-9].csv", "t-7.csv", true), ("t-[0-9].csv", "t-x.csv", false),
    ("work/**", "work", true), ("work/**", "work/a/b", true), ("work/**", "work/.hidden", true),
    ("work/**", "worker/a", false), ("variant.md", "variant.md/x", false),
    ("../**", "../decoy", true), ("../**", "..", true), ("/**", "/etc/passwd", true),
    ("/**", "etc/passwd", false), ("**", "anything/at/all", true), ("work/*/x", "work/a/x", true),
    ("work/**/x", "work/x", true), ("work/**/x", "work/a/b/x", true), ("a*b*c", "abcb", false),
    ("data/", "data/a/b", true), ("data/", "dat", false), ("a\\[1\\]", "a[1]", true),
    ("[]x]", "]", true), ("[^a]", "a", false), ("[z-a]", "m", true), ("ü*", "übel", true),
  ])
  func `a pattern stands for the paths it says`(pattern: String, path: String, matches: Bool) {
    #expect(PathPattern(pattern).matches(path) == matches, "\(pattern) of \(path)")
  }

  @Test func `a pattern knows where its wildcards begin`() {
    #expect(PathPattern("work/**").root == ("work", true))
    #expect(PathPattern("work/*.txt").root == ("work", false))
    #expect(PathPattern("a\\*b").root == ("a*b", false))
    #expect(PathPattern("a/b").isPlain && !PathPattern("a/?").isPlain)
    #expect(PathPattern.isPattern("a[b]") && PathPattern.isPattern("a\\b"))
    #expect(!PathPattern.isPattern("a[b"))
  }

  @Test func `a pattern of many stars ends soon`() {
    let pattern = PathPattern(String(repeating: "*a", count: 60) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 4_000)))
  }
}
