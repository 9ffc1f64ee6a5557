import Files
import TestKit
import Testing

@Suite struct `A glob` {
  static let files = [
    ".hidden", "a.csv", "b.csv", "b.txt", "data/1.csv", "data/2.csv", "data/deep/3.csv",
    "data/.secret/4.csv", "data/deep/er/5.csv", "x[1].txt", "é.csv",
  ]

  static let searches: [(pattern: String, found: [String])] = [
    ("a.csv", ["a.csv"]), ("none.csv", []), ("none/*.csv", []), ("a.csv/*", []),
    ("*.csv", ["a.csv", "b.csv", "é.csv"]), ("?.csv", ["a.csv", "b.csv", "é.csv"]),
    ("??.csv", []), ("b.*", ["b.csv", "b.txt"]),
    ("[ab].csv", ["a.csv", "b.csv"]), ("[!a].csv", ["b.csv", "é.csv"]),
    ("[^a].csv", ["b.csv", "é.csv"]), ("[a-b].csv", ["a.csv", "b.csv"]),
    ("x[[]1].txt", ["x[1].txt"]), ("x\\[1].txt", ["x[1].txt"]), ("x[1.txt", []),
    ("x[1].txt", []), ("*", ["a.csv", "b.csv", "b.txt", "data", "x[1].txt", "é.csv"]),
    (".*", [".hidden"]), ("[.]hidden", []), ("data/*.csv", ["data/1.csv", "data/2.csv"]),
    ("data/*/*.csv", ["data/deep/3.csv"]),
    (
      "data/**/*.csv", ["data/1.csv", "data/2.csv", "data/deep/3.csv", "data/deep/er/5.csv"]
    ),
    ("**/5.csv", ["data/deep/er/5.csv"]), ("**/**/5.csv", ["data/deep/er/5.csv"]),
    (
      "data/**",
      [
        "data/1.csv", "data/2.csv", "data/deep", "data/deep/3.csv", "data/deep/er",
        "data/deep/er/5.csv",
      ]
    ),
    ("data/.secret/*", ["data/.secret/4.csv"]), ("*a*a*a*a*b", []), ("", []), ("data/", ["data"]),
  ]

  @Test(arguments: searches) func `finds what its pattern says, sorted by bytes`(
    search: (pattern: String, found: [String])
  ) throws {
    let directory = try TemporaryDirectory()
    for file in Self.files {
      try FileSystem.makeDirectories(PathName.parent(directory.path(file)))
      try FileSystem.writeAtomically(directory.path(file), [], sync: false)
    }
    #expect(try FileSystem.glob(search.pattern, base: directory.path) == search.found)
    let absolute = try FileSystem.glob(directory.path + "/" + search.pattern, base: "/none")
    if !search.pattern.isEmpty {
      #expect(absolute == search.found.map { directory.path + "/" + $0 })
    }
  }

  @Test func `does not follow links into circles`() throws {
    let directory = try TemporaryDirectory()
    try FileSystem.symlink(".", at: directory.path("loop"))
    try FileSystem.writeAtomically(directory.path("a"), [], sync: false)
    #expect(try FileSystem.glob("**/a", base: directory.path) == ["a"])
    #expect(try FileSystem.glob("loop/a", base: directory.path) == ["loop/a"])
  }
}
