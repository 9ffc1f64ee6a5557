import Files
import Glibc
import TestKit
import Testing

@Suite struct `Writing a file` {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test func `gives the bytes back and leaves nothing beside it`() throws {
    let path = directory.path("a")
    try FileSystem.writeAtomically(path, [1, 2, 3])
    #expect(try FileSystem.readFile(path) == [1, 2, 3])
    try FileSystem.writeAtomically(path, [], sync: false)
    #expect(try FileSystem.readFile(path) == [])
    #expect(try FileSystem.list(directory.path) == ["a"])
  }

  @Test func `gives a secret its mode`() throws {
    try FileSystem.writeAtomically(directory.path("key"), [1], mode: 0o600)
    #expect(try FileSystem.status(directory.path("key"))?.mode == 0o600)
  }

  @Test func `replaces a link and not what it points to`() throws {
    try FileSystem.writeAtomically(directory.path("target"), [1])
    try FileSystem.symlink("target", at: directory.path("link"))
    try FileSystem.writeAtomically(directory.path("link"), [2])
    #expect(try FileSystem.readFile(directory.path("target")) == [1])
    let link = try FileSystem.status(directory.path("link"), followLinks: false)
    #expect(link?.kind == .file)
  }

  @Test func `in no directory names the file`() {
    let path = directory.path("none/a")
    let error = #expect(throws: FileError.self) { try FileSystem.writeAtomically(path, [1]) }
    #expect(error?.description == "cannot write '\(path)': no such file or directory")
    #expect(error?.isNotFound == true)
  }

  @Test func `over a directory is refused and leaves nothing`() throws {
    try FileSystem.makeDirectories(directory.path("d"))
    let error = #expect(throws: FileError.self) {
      try FileSystem.writeAtomically(directory.path("d"), [1])
    }
    #expect(error?.errno == EISDIR)
    #expect(try FileSystem.list(directory.path) == ["d"])
  }

  @Test func `to a path with a zero byte is refused`() {
    let error = #expect(throws: FileError.self) {
      try FileSystem.writeAtomically(directory.path("a\0b"), [1])
    }
    #expect(error?.errno == EINVAL)
    #expect(!FileSystem.exists(directory.path("a")))
  }

  #if DEBUG
    @Test(arguments: [
      (FaultPlan.Operation.open, 1, ENOSPC), (.write, 1, ENOSPC), (.synchronize, 1, EIO),
      (.rename, 1, EIO),
    ])
    func `that fails leaves the old file and nothing beside it`(
      operation: FaultPlan.Operation, occurrence: Int, code: Int32
    ) throws {
      let path = directory.path("a")
      try FileSystem.writeAtomically(path, [1])
      let plan = FaultPlan(operation, occurrence: occurrence, errno: code)
      let error = FaultPlan.$current.withValue(plan) {
        #expect(throws: FileError.self) { try FileSystem.writeAtomically(path, [2]) }
      }
      #expect(error?.errno == code)
      #expect(error?.path == path)
      #expect(error?.isNoSpace == (code == ENOSPC))
      #expect(try FileSystem.readFile(path) == [1])
      #expect(try FileSystem.list(directory.path) == ["a"])
    }

    @Test func `whose name cannot be synced is in place and reported`() throws {
      let path = directory.path("a")
      try FileSystem.writeAtomically(path, [1])
      let plan = FaultPlan(.synchronize, occurrence: 2, errno: EIO)
      let error = FaultPlan.$current.withValue(plan) {
        #expect(throws: FileError.self) { try FileSystem.writeAtomically(path, [2]) }
      }
      #expect(error?.errno == EIO)
      #expect(try FileSystem.readFile(path) == [2])
    }

    @Test func `syncs the file and then its directory, or neither`() throws {
      let plan = FaultPlan(.synchronize, occurrence: 99, errno: EIO)
      try FaultPlan.$current.withValue(plan) {
        try FileSystem.writeAtomically(directory.path("a"), [1], sync: false)
        #expect(plan.attempts == 0)
        try FileSystem.writeAtomically(directory.path("a"), [2])
        #expect(plan.attempts == 2)
      }
    }

    @Test func `fails once under a plan that does not last`() throws {
      let plan = FaultPlan(.write, occurrence: 2, errno: EIO, isLasting: false)
      try FaultPlan.$current.withValue(plan) {
        let file = try Descriptor.appendOnly(directory.path("a"))
        try file.write([1])
        #expect(throws: FileError.self) { try file.write([2]) }
        try file.write([3])
      }
      #expect(try FileSystem.readFile(directory.path("a")) == [1, 3])
    }
  #endif
}
