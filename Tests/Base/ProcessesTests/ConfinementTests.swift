import Files
import Processes
import TestKit
import Testing

@Suite(.serialized) struct ConfinementTests {
  @Test func `a process without confinement ends as it likes, with output kept`() throws {
    let place = try Place()
    #expect(try place.shell("echo out; echo err >&2; exit 7") == .exited(7))
    #expect(try place.text("out") == "out\n")
    #expect(try place.text("err") == "err\n")
    #expect(try place.shell("kill -9 $$") == .signalled(9))
  }

  @Test(.enabled(if: Confinement.landlockVersion > 0, "needs Landlock"))
  func `only what is granted may be done with files`() throws {
    let place = try Place()
    var confinement = Confinement()
    confinement.grants =
      place.system + [
        Confinement.Grant(place.root.path("read"), .read),
        Confinement.Grant(place.root.path("change"), [.read, .write]),
        Confinement.Grant(place.root.path("all"), [.read, .write, .create, .delete]),
        Confinement.Grant(place.root.path("absent"), .read),
      ]
    for folder in ["read", "change", "all", "none"] {
      try FileSystem.makeDirectories(place.root.path(folder))
      try FileSystem.writeAtomically(place.root.path("\(folder)/file"), Array("old".utf8))
    }
    let end = try place.shell(
      """
      for folder in read change all none; do
        cd "$ROOT"
        cat $folder/file >/dev/null 2>&1 && echo "$folder: read"
        (echo new >$folder/file) 2>/dev/null && echo "$folder: write"
        (echo new >$folder/other) 2>/dev/null && echo "$folder: create"
        rm $folder/file 2>/dev/null && echo "$folder: delete"
      done
      exit 0
      """, confinement)
    #expect(end == .exited(0))
    #expect(
      try place.text("out") == """
        read: read
        change: read
        change: write
        all: read
        all: write
        all: create
        all: delete

        """)
  }

  @Test(.enabled(if: Confinement.landlockVersion > 0, "needs Landlock"))
  func `what is not granted cannot be executed`() throws {
    let place = try Place()
    var confinement = Confinement()
    confinement.grants = place.system + [Confinement.Grant(place.root.path, .read)]
    let program = place.root.path("program")
    try FileSystem.writeAtomically(program, Array("#!/bin/sh\necho run\n".utf8), mode: 0o755)
    #expect(try place.shell("\"$ROOT\"/program || exit 5", confinement) == .exited(5))
    let error = #expect(throws: FileError.self) {
      try place.start(program, [program], confinement)
    }
    #expect(error?.operation == "execute")
  }

  @Test(.enabled(if: Confinement.filtersCalls, "needs seccomp"))
  func `sockets and processes are denied where a filter is installed`() throws {
    let place = try Place()
    var confinement = Confinement()
    #expect(try confinement.filterBytes().isEmpty)
    confinement.allowsNetwork = false
    #expect(try confinement.filterBytes().count.isMultiple(of: 8))
    if FileSystem.exists("/bin/bash") {
      let end = try place.start(
        "/bin/bash", ["bash", "-c", "echo x >/dev/tcp/127.0.0.1/9 || exit 6"], confinement
      ).wait(milliseconds: nil)
      #expect(end == .exited(6))
      #expect(try place.text("err").lowercased().contains("permission denied"))
    }
    confinement.allowsProcesses = false
    #expect(try place.shell("echo builtin", confinement) == .exited(0))
    _ = try place.shell("ls / >\"$ROOT\"/listing; echo reached", confinement)
    #expect(try FileSystem.status(place.root.path("listing"))?.size ?? 0 == 0)
    #expect(try place.text("err").lowercased().contains("fork"))
  }

  @Test func `a file grows to its limit and no further`() throws {
    let place = try Place()
    var confinement = Confinement()
    confinement.fileSizeMax = 1 << 16
    _ = try place.shell("head -c 1000000 /dev/zero >\"$ROOT\"/big", confinement)
    #expect(try FileSystem.status(place.root.path("big"))?.size == 1 << 16)
  }

  @Test func `a program that is not there is an error and leaves no child`() throws {
    let place = try Place()
    let error = #expect(throws: FileError.self) {
      try place.start("/nowhere/program", ["program"], Confinement())
    }
    #expect(error?.isNotFound == true)
  }

  @Test func `a process that outlasts its time is stopped with its family`() throws {
    let place = try Place()
    let mark = "MARK=\(place.root.path)"
    let end = try ConfinedProcess.adoptingOrphans {
      let process = try place.start(
        "/bin/sh", ["sh", "-c", "trap '' TERM; setsid sleep 20 & (sleep 20; true) & wait"],
        Confinement(), ["PATH=/usr/bin:/bin", mark])
      #expect(process.wait(milliseconds: 50) == nil)
      let end = process.stop(patienceMilliseconds: 50)
      process.clear(markedBy: mark)
      return end
    }
    #expect(end == .signalled(9))
    let left = try FileSystem.list("/proc").filter { name in
      guard Int(name) != nil, let bytes = try? FileSystem.readFile("/proc/\(name)/environ") else {
        return false
      }
      return String(decoding: bytes, as: UTF8.self).contains(place.root.path)
    }
    #expect(left.isEmpty)
  }
}

/// A directory with the output of what is started.
private struct Place {
  let root: TemporaryDirectory

  init() throws { root = try TemporaryDirectory() }

  /// What a shell needs to run.
  var system: [Confinement.Grant] {
    ["/bin", "/usr", "/lib", "/lib64"].map { Confinement.Grant($0, [.read, .execute]) }
      + [
        Confinement.Grant("/etc/ld.so.cache", .read),
        Confinement.Grant("/dev/null", [.read, .write]),
      ]
  }

  func start(
    _ program: String, _ arguments: [String], _ confinement: Confinement,
    _ environment: [String]? = nil
  ) throws -> ConfinedProcess {
    var plan = ConfinedProcess.Plan(
      program: program, arguments: arguments,
      environment: environment ?? ["PATH=/usr/bin:/bin", "ROOT=\(root.path)"],
      directory: "/", output: root.path("out"), error: root.path("err"))
    plan.confinement = confinement
    return try ConfinedProcess(plan)
  }

  func shell(
    _ script: String, _ confinement: Confinement = Confinement()
  ) throws -> ConfinedProcess.End? {
    try start("/bin/sh", ["sh", "-c", script], confinement).wait(milliseconds: 10_000)
  }

  func text(_ name: String) throws -> String {
    String(decoding: try FileSystem.readFile(root.path(name)), as: UTF8.self)
  }
}
