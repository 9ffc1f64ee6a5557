import Files
import Testing

@Suite struct `A path name` {
  @Test(arguments: [
    ("a", "b", "a/b"), ("a/", "b", "a/b"), ("/", "b", "/b"), ("", "b", "b"), ("a", "", "a"),
    ("a", "/b", "/b"),
  ])
  func `is joined`(base: String, path: String, joined: String) {
    #expect(PathName.join(base, path) == joined)
  }

  @Test(arguments: [
    ("/a/b/c", "/a/b", "c"), ("/a", "/", "a"), ("/", "/", "/"), ("a", ".", "a"),
    ("a/b/", "a", "b"), ("a//b", "a", "b"), ("//", "/", "/"), ("", ".", ""), ("./a", ".", "a"),
  ])
  func `has a parent and a last component`(path: String, parent: String, last: String) {
    #expect(PathName.parent(path) == parent)
    #expect(PathName.lastComponent(path) == last)
  }

  @Test(arguments: [
    ("a.csv", "csv"), ("a.tar.gz", "gz"), ("a", ""), (".git", ""), ("d.d/a", ""), ("a.", ""),
  ])
  func `has an extension`(path: String, expected: String) {
    #expect(PathName.fileExtension(path) == expected)
  }

  @Test(arguments: [
    ("/a/./b/../c//d/", "/a/c/d"), ("a/..", "."), ("../a", "../a"), ("../../a/..", "../.."),
    ("/..", "/"), ("/../a", "/a"), ("", "."), (".", "."), ("./a", "a"), ("/", "/"),
  ])
  func `is normalised by its text`(path: String, expected: String) {
    #expect(PathName.normalize(path) == expected)
  }

  @Test(arguments: [
    ("/a/b/c", "/a/b", "c"), ("/a/b", "/a/b", "."), ("/a", "/a/b", ".."),
    ("/a/c", "/a/b", "../c"), ("a/b", ".", "a/b"), ("/x", "/", "x"), ("/ab", "/a", "../ab"),
    ("a", "/b", "a"), ("a", "..", "a"), ("../a", "..", "a"),
  ])
  func `is seen from a base`(path: String, base: String, expected: String) {
    #expect(PathName.relative(path, to: base) == expected)
  }

  @Test(arguments: [
    ("a", "/r", false), ("a/../b", "/r", false), ("../a", "/r", true), ("a/../../b", "/r", true),
    ("/r/a", "/r", false), ("/r", "/r", false), ("/rx", "/r", true), ("/etc", "/r", true),
    ("..a", "/r", false), ("..", "/r", true), ("a", ".", false), ("../a", ".", true),
    ("/etc", ".", true),
  ])
  func `escapes a base or not`(path: String, base: String, expected: Bool) {
    #expect(PathName.escapes(path, base: base) == expected)
  }
}
