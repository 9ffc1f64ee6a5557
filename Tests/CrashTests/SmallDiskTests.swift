import Files
import Glibc
import TestKit
import Testing

/// Ledgers and outputs of 200 MB, and disks of 16 MiB: what does not fit is refused with what it
/// needs and what helps, nothing that was acknowledged is lost, and it goes on where there is room.
@Suite(.serialized, .enabled(if: FullDiskTests.canMount, "needs the right to mount"))
struct SmallDiskTests {
  private let tool: Tool
  private let place: String

  init() throws {
    tool = try Tool()
    place = PathName.join(tool.directory.path, "small")
    try FileSystem.makeDirectories(place)
  }

  private func mounted(_ body: () throws -> Void) throws {
    try #require(unsafe mount("tmpfs", place, "tmpfs", 0, "size=16m") == 0)
    defer { unsafe umount2(place, Int32(MNT_DETACH)) }
    try body()
  }

  private func makeSpace() throws {
    try #require(unsafe mount("tmpfs", place, "tmpfs", UInt(MS_REMOUNT), "size=1g") == 0)
  }

  @Test func `what 200 MB do not fit into says so, and leaves it as it was`() throws {
    #expect(try tool.run("init").exit == 0)
    let made = try tool.run(
      "exec", "--name", "large", "-o", "out.bin", "--", "sh", "-c",
      "head -c 209715200 /dev/urandom > out.bin")
    #expect(made.exit == 0, "\(made.errors)")
    let backup = PathName.join(tool.directory.path, "backup")
    #expect(try tool.run("backup", backup).exit == 0)
    try mounted {
      let other = PathName.join(place, "lab")
      try FileSystem.makeDirectories(other)
      let commands: [(words: [String], place: String, names: String)] = [
        (["backup", place + "/backup"], tool.root, "needs 209 MB"),
        (["bundle", "make", "large", "-o", place + "/large.tar.zst"], tool.root, "large.tar.zst"),
        (["get", "large", "-o", place + "/got"], tool.root, "got/"),
        (["restore", backup, "-m", "it moved"], other, "needs 209 MB"),
      ]
      for (words, directory, names) in commands {
        let pid = try tool.start(words, in: directory)
        #expect(tool.wait(for: pid) == 6, "\(words)")
        let errors = try tool.read("../log.err")
        #expect(errors.contains(names), "\(words): \(errors)")
        #expect(errors.contains("free some disk space"), "\(words): \(errors)")
        #expect(try FileSystem.freeBytes(place) > 15 << 20, "\(words) left something large")
      }
      #expect(!FileSystem.exists(PathName.join(other, ".runledger")))
      #expect(!FileSystem.exists(PathName.join(place, "large.tar.zst")))
      try makeSpace()
      for (words, directory, _) in commands where words[0] != "get" {
        let pid = try tool.start(words, in: directory)
        #expect(tool.wait(for: pid) == 0, "\(words)")
      }
      #expect(try tool.run("verify", in: other).exit == 0)
    }
    #expect(try tool.run("verify").exit == 0)
    #expect(try tool.run("backup", backup, "--check").exit == 0)
  }

  @Test func `a study of 200 MB stops on a small disk, and ends where there is room`() throws {
    try mounted {
      #expect(try tool.run("init", in: place).exit == 0)
      #expect(try tool.run("note", "ledger", "acknowledged", in: place).exit == 0)
      let study = """
        study: large
        objective: more than fits
        seed: 1
        stages:
          - name: make
            run: [sh, -c, 'head -c 41943040 /dev/urandom > out.bin']
            foreach: {n: [1, 2, 3, 4, 5]}
            outputs: {out.bin: blob}
            retry: {attempts: 2, for: [signal]}
        """
      try FileSystem.writeAtomically(PathName.join(place, "s.yaml"), Array(study.utf8))
      let stopped = try tool.run("run", "s.yaml", in: place)
      #expect(stopped.exit == 6, "\(stopped.output)\(stopped.errors)")
      #expect(stopped.errors.contains("no space left"), "\(stopped.errors)")
      #expect(stopped.errors.contains("free some disk space"), "\(stopped.errors)")
      let verified = try tool.run("verify", in: place)
      #expect(verified.exit == 0, "\(verified.output)\(verified.errors)")
      try makeSpace()
      try tool.run("retry", "--all", "large", "-m", "there is room", in: place)
      let ended = try tool.run("run", "s.yaml", in: place)
      #expect(ended.exit == 0, "\(ended.output)\(ended.errors)")
      #expect(try tool.run("verify", in: place).exit == 0)
      #expect(try tool.run("replay", in: place).exit == 0)
      #expect(try tool.run("log", in: place).output.contains("acknowledged"))
    }
  }

  @Test func `a ledger that fills its disk keeps all that it acknowledged, and goes on`() throws {
    try mounted {
      #expect(try tool.run("init", in: place).exit == 0)
      let ballast = try Descriptor.open(PathName.join(place, "ballast"), [.write, .create])
      try ballast.write([UInt8](repeating: 0x5a, count: 14 << 20))
      // Entries in the log, and one in five in a file of its own.
      let lines = (1...400).map { number in
        let size = number % 5 == 0 ? 60_000 : 3_500
        return "note ledger 'n\(number) \(String(repeating: "x", count: size))'\n"
      }
      let input = PathName.join(tool.directory.path, "lines")
      try FileSystem.writeAtomically(input, Array(lines.joined().utf8), sync: false)
      let answers = PathName.join(tool.directory.path, "answers")
      let pid = try tool.shell("'\(try Tool.path)' console < '\(input)' > '\(answers)'", in: place)
      _ = tool.wait(for: pid)
      let text = String(decoding: try FileSystem.readFile(answers), as: UTF8.self)
      let parts = text.split(separator: "\n")
      let acknowledged = parts.indices.filter { parts[$0].contains("\"status\":\"ok\"") }
      #expect(acknowledged.count > 20)
      #expect(acknowledged.count < lines.count)
      let refused = parts.first { !$0.contains("\"status\":\"ok\"") } ?? ""
      #expect(refused.contains("no space left"), "\(refused.suffix(600))")
      #expect(refused.contains("free some disk space"), "\(refused.suffix(600))")
      #expect(refused.contains("\"exit\":6"), "\(refused.suffix(600))")
      let verified = try tool.run("verify", in: place)
      #expect(verified.exit == 0, "\(verified.output)\(verified.errors)")
      try makeSpace()
      let after = try tool.run("note", "ledger", "afterwards", in: place)
      #expect(after.exit == 0, "\(after.errors)")
      let log = try tool.run("log", "--type", "note.added", in: place).output
      for index in acknowledged { #expect(log.contains("n\(index + 1) "), "lost: n\(index + 1)") }
      #expect(try tool.run("verify", in: place).exit == 0)
      #expect(try tool.run("replay", in: place).exit == 0)
    }
  }
}
