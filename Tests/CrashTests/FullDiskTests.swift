import Files
import Glibc
import TestKit
import Testing

/// A small file system that is filled and freed again.
@Suite(.serialized) struct FullDiskTests {
  /// Only an account that may mount can make a small file system.
  static let canMount: Bool = {
    guard geteuid() == 0, let directory = try? TemporaryDirectory() else { return false }
    guard unsafe mount("tmpfs", directory.path, "tmpfs", 0, "size=1m") == 0 else { return false }
    unsafe umount2(directory.path, Int32(MNT_DETACH))
    return true
  }()

  @Test(.enabled(if: canMount, "needs the right to mount"))
  func `a full disk refuses to write, says so, and costs nothing that was acknowledged`() throws {
    let tool = try Tool()
    let place = PathName.join(tool.directory.path, "small")
    try FileSystem.makeDirectories(place)
    let mounted = unsafe mount("tmpfs", place, "tmpfs", 0, "size=64m")
    #expect(mounted == 0)
    defer { unsafe umount2(place, Int32(MNT_DETACH)) }
    #expect(try tool.run("init", in: place).exit == 0)
    #expect(try tool.run("exec", "--name", "first", "--", "true", in: place).exit == 0)

    let ballast = PathName.join(place, "ballast")
    try fill(ballast)

    let full = try tool.run("exec", "--name", "second", "--", "true", in: place)
    #expect(full.exit == 125)
    #expect(full.errors.contains("no space left"), "\(full.errors)")
    #expect(try tool.run("verify", in: place).exit == 0)

    try FileSystem.remove(ballast)
    #expect(try tool.run("exec", "--name", "third", "--", "true", in: place).exit == 0)
    #expect(try tool.run("verify", in: place).exit == 0)
    #expect(try tool.run("replay", in: place).exit == 0)
    let status = try tool.run("runs", in: place)
    #expect(status.output.contains("first"))
    #expect(status.output.contains("third"))
  }

  @Test(.enabled(if: canMount, "needs the right to mount"))
  func `a full disk without a lock file can be read and says what it refuses`() throws {
    let tool = try Tool()
    let place = PathName.join(tool.directory.path, "small")
    try FileSystem.makeDirectories(place)
    let mounted = unsafe mount("tmpfs", place, "tmpfs", 0, "size=16m")
    #expect(mounted == 0)
    defer { unsafe umount2(place, Int32(MNT_DETACH)) }
    #expect(try tool.run("init", in: place).exit == 0)
    try FileSystem.remove(PathName.join(place, ".runledger/log/lock.mdb"))
    try fill(PathName.join(place, "ballast"))
    let verified = try tool.run("verify", in: place)
    #expect(verified.exit == 0, "\(verified.output)\(verified.errors)")
    let refused = try tool.run("note", "ledger", "text", in: place)
    #expect(refused.exit == 6, "\(refused.errors)")
    #expect(refused.errors.contains("no space left"), "\(refused.errors)")
  }

  @Test(.enabled(if: canMount, "needs the right to mount"))
  func `a backup is not restored where it does not fit, and nothing is left of it`() throws {
    let tool = try Tool()
    #expect(try tool.run("init").exit == 0)
    let command = "head -c 6000000 /dev/urandom >big"
    #expect(try tool.run("exec", "-o", "big", "--", "sh", "-c", command).exit == 0)
    let backup = PathName.join(tool.directory.path, "backup")
    #expect(try tool.run("backup", backup).exit == 0)
    let place = PathName.join(tool.directory.path, "small")
    try FileSystem.makeDirectories(place)
    let mounted = unsafe mount("tmpfs", place, "tmpfs", 0, "size=4m")
    #expect(mounted == 0)
    defer { unsafe umount2(place, Int32(MNT_DETACH)) }
    for options in [["-n"], []] {
      let words = ["restore", backup, "-m", "the disk died"] + options
      let refused = try tool.finish(try tool.start(words, in: place))
      #expect(refused.exit == 6)
      #expect(refused.errors.contains("the restored ledger needs 6.0 MB"), "\(refused.errors)")
      #expect(try FileSystem.list(place) == [])
    }
  }

  /// Writes to a file until nothing more fits.
  private func fill(_ path: String) throws {
    let file = try Descriptor.open(path, [.write, .create])
    for size in [1 << 16, 512] {
      let block = [UInt8](repeating: 0x5a, count: size)
      while (try? file.write(block)) != nil {}
    }
  }
}
