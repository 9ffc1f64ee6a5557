import Files
import TestKit
import Testing

/// Below a held directory no link is followed, whoever puts it there and whenever.
@Suite struct HeldTreeTests {
  private let directory: TemporaryDirectory
  private let base: String
  private let elsewhere: String

  init() throws {
    directory = try TemporaryDirectory()
    base = PathName.join(directory.path, "base")
    elsewhere = PathName.join(directory.path, "elsewhere")
    try FileSystem.makeDirectories(PathName.join(base, "runs/a"))
    try FileSystem.makeDirectories(elsewhere)
    try FileSystem.writeAtomically(PathName.join(elsewhere, "secret"), [1, 2, 3])
  }

  private func isRefused(_ body: () throws -> Void) -> Bool {
    do {
      try body()
      return false
    } catch {
      return (error as? FileError)?.isLinkOnTheWay == true
    }
  }

  @Test func `nothing is read, written, made or removed behind a link`() throws {
    let tree = try HeldTree(base, below: "runs")
    let link = PathName.join(base, "runs/b")
    try FileSystem.symlink(elsewhere, at: link)
    let secret = "\(link)/secret"
    #expect(isRefused { _ = try FileSystem.readFile(secret) })
    #expect(isRefused { try FileSystem.writeAtomically("\(link)/new", [1]) })
    #expect(isRefused { try FileSystem.makeDirectories("\(link)/d") })
    #expect(isRefused { try FileSystem.remove(secret) })
    #expect(isRefused { try FileSystem.removeTree("\(link)/secret") })
    #expect(isRefused { _ = try FileSystem.list(link) })
    #expect(isRefused { _ = try FileSystem.status(secret) })
    #expect(isRefused { try FileSystem.rename("\(base)/runs/a", "\(link)/a") })
    #expect(isRefused { try FileSystem.symlink("x", at: "\(link)/l") })
    #expect(isRefused { try FileSystem.setMode(secret, 0o600) })
    #expect(isRefused { try FileSystem.copyReflinkOrCopy("\(elsewhere)/secret", "\(link)/c") })
    #expect(isRefused { _ = try FileLock.acquire("\(link)/lock") })
    #expect(try FileSystem.list(elsewhere) == ["secret"])
    #expect(try FileSystem.readFile("\(elsewhere)/secret") == [1, 2, 3])
    _ = tree
  }

  @Test func `a link itself can be seen and removed`() throws {
    let tree = try HeldTree(base, below: "runs")
    let link = PathName.join(base, "runs/b")
    try FileSystem.symlink(elsewhere, at: link)
    #expect(try FileSystem.status(link, followLinks: false)?.kind == .symlink)
    #expect(isRefused { _ = try FileSystem.status(link) })
    #expect(try FileSystem.readLink(link) == elsewhere)
    try FileSystem.removeTree(link)
    #expect(try FileSystem.list("\(base)/runs") == ["a"])
    #expect(FileSystem.exists("\(elsewhere)/secret"))
    _ = tree
  }

  @Test func `the directory that is named may be no link either`() throws {
    let tree = try HeldTree(base, below: "runs")
    try FileSystem.rename("\(base)/runs", "\(base)/gone")
    try FileSystem.symlink(elsewhere, at: "\(base)/runs")
    #expect(isRefused { try FileSystem.writeAtomically("\(base)/runs/new", [1]) })
    #expect(try FileSystem.list(elsewhere) == ["secret"])
    _ = tree
  }

  @Test func `what is held goes on where the directory went`() throws {
    let tree = try HeldTree(base)
    let moved = PathName.join(directory.path, "moved")
    try FileSystem.rename(base, moved)
    try FileSystem.symlink(elsewhere, at: base)
    try FileSystem.writeAtomically("\(base)/runs/new", [1])
    #expect(try FileSystem.list("\(moved)/runs") == ["a", "new"])
    #expect(try FileSystem.list(elsewhere) == ["secret"])
    _ = tree
  }

  @Test func `dots do not lead out, and nothing is held any more afterwards`() throws {
    do {
      let tree = try HeldTree("\(base)/runs")
      #expect(isRefused { _ = try FileSystem.readFile("\(base)/runs/a/../../../elsewhere/secret") })
      #expect(FileSystem.heldPath("\(base)/runs/a").map(PathName.lastComponent) == "a")
      _ = tree
    }
    try FileSystem.symlink(elsewhere, at: "\(base)/runs/b")
    #expect(try FileSystem.readFile("\(base)/runs/b/secret") == [1, 2, 3])
    #expect(FileSystem.heldPath("\(base)/runs/a") == nil)
  }

  @Test func `files and directories that are none of links are as ever`() throws {
    let tree = try HeldTree(base, below: "runs")
    let deep = PathName.join(base, "runs/a/b/c")
    try FileSystem.makeDirectories(deep)
    try FileSystem.writeAtomically("\(deep)/f", [7])
    try FileSystem.rename("\(deep)/f", "\(base)/runs/a/g")
    #expect(try FileSystem.readFile("\(base)/runs/a/g") == [7])
    #expect(try FileSystem.status("\(base)/runs/a/none") == nil)
    #expect(try FileSystem.walk("\(base)/runs") == ["a/g"])
    try FileSystem.removeTree("\(base)/runs/a")
    #expect(try FileSystem.list("\(base)/runs") == [])
    _ = tree
  }
}
