import Files
import Glibc
import TestKit
import Testing

@Suite struct `A directory` {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func make(_ paths: String...) throws {
    for path in paths {
      try FileSystem.makeDirectories(PathName.parent(directory.path(path)))
      try FileSystem.writeAtomically(directory.path(path), Array(path.utf8), sync: false)
    }
  }

  @Test func `is made with those above it, and again`() throws {
    try FileSystem.makeDirectories(directory.path("a/b/c"))
    try FileSystem.makeDirectories(directory.path("a/b/c"))
    try FileSystem.makeDirectories(directory.path("a/b/d/"))
    #expect(try FileSystem.list(directory.path("a/b")) == ["c", "d"])
  }

  @Test func `is not made over a file`() throws {
    try make("a")
    let error = #expect(throws: FileError.self) {
      try FileSystem.makeDirectories(directory.path("a"))
    }
    #expect(error?.errno == EEXIST)
    #expect(throws: FileError.self) { try FileSystem.makeDirectories(directory.path("a/b")) }
  }

  @Test func `lists its names by bytes`() throws {
    try make("b", "a", "B", "é", "e\u{301}", "z", ".h")
    #expect(
      try FileSystem.list(directory.path).map { Array($0.utf8) }
        == [".h", "B", "a", "b", "e\u{301}", "z", "é"].map { Array($0.utf8) })
  }

  @Test func `refuses to list a name that is not UTF-8`() throws {
    let name = directory.path.utf8CString.dropLast() + [47, -1, 0]
    let number = unsafe open(Array(name), O_CREAT | O_WRONLY, 0o644)
    try #require(number >= 0)
    close(number)
    let error = #expect(throws: FileError.self) { try FileSystem.list(directory.path) }
    #expect(error?.errno == EILSEQ)
  }

  @Test func `is walked by the bytes of whole paths, links listed and not followed`() throws {
    try make("a/x", "a.b", "a/y/z", "c")
    try FileSystem.symlink("a", at: directory.path("link"))
    try FileSystem.makeDirectories(directory.path("empty"))
    #expect(try FileSystem.walk(directory.path) == ["a.b", "a/x", "a/y/z", "c", "link"])
  }

  @Test func `is removed with everything in it, but not what links point to`() throws {
    try make("kept/x", "gone/a/b", "gone/c")
    try FileSystem.symlink(directory.path("kept"), at: directory.path("gone/link"))
    try FileSystem.removeTree(directory.path("gone"))
    try FileSystem.removeTree(directory.path("gone"))
    #expect(try FileSystem.walk(directory.path) == ["kept/x"])
  }

  @Test func `that is not empty is not removed alone`() throws {
    try make("a/b")
    let error = #expect(throws: FileError.self) { try FileSystem.remove(directory.path("a")) }
    #expect(error?.isAlreadyThere == true)
  }

  @Test func `tells what is in it`() throws {
    try make("a")
    try FileSystem.symlink("none", at: directory.path("link"))
    let file = try #require(try FileSystem.status(directory.path("a")))
    #expect(file.kind == .file)
    #expect(file.size == 1)
    #expect(file.linkCount == 1)
    #expect(file.owner == getuid())
    #expect(abs(Clock.wall() - file.modifiedNanoseconds) < 60_000_000_000)
    #expect(try FileSystem.status(directory.path)?.kind == .directory)
    #expect(try FileSystem.status(directory.path("link")) == nil)
    let link = try FileSystem.status(directory.path("link"), followLinks: false)
    #expect(link?.kind == .symlink)
    #expect(try FileSystem.status(directory.path("a/b")) == nil)
    #expect(!FileSystem.exists(directory.path("link")))
    #expect(try FileSystem.readLink(directory.path("link")) == "none")
  }

  @Test func `resolves its links`() throws {
    try make("a/b")
    try FileSystem.symlink("a", at: directory.path("link"))
    let real = try FileSystem.realPath(directory.path)
    #expect(try FileSystem.realPath(directory.path("link/../link/b")) == real + "/a/b")
    let path = directory.path("none")
    let error = #expect(throws: FileError.self) { try FileSystem.realPath(path) }
    #expect(error?.description == "cannot find '\(path)': no such file or directory")
  }

  @Test func `has room, and is synced`() throws {
    #expect(try FileSystem.freeBytes(directory.path) > 0)
    #expect(try !FileSystem.isOnNetwork(directory.path))
    try FileSystem.sync(directory.path)
    try FileSystem.syncFileSystem(containing: directory.path)
    let path = directory.path("none")
    let error = #expect(throws: FileError.self) { try FileSystem.freeBytes(path) }
    #expect(error?.isNotFound == true)
  }
}
