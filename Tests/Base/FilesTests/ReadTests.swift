import Files
import Glibc
import TestKit
import Testing

@Suite struct `Reading a file` {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test(arguments: [0, 1, 4095, 4096, 4097, 100_000])
  func `gives all its bytes`(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try FileSystem.writeAtomically(directory.path("a"), bytes)
    #expect(try FileSystem.readFile(directory.path("a")) == bytes)
  }

  @Test func `stops at the limit`() throws {
    try FileSystem.writeAtomically(directory.path("a"), [1, 2, 3])
    #expect(try FileSystem.readFile(directory.path("a"), limit: 3) == [1, 2, 3])
    let error = #expect(throws: FileError.self) {
      try FileSystem.readFile(directory.path("a"), limit: 2)
    }
    #expect(error?.isTooLarge == true)
  }

  @Test func `that does not tell its size works too`() throws {
    // The files of /proc say that they are empty.
    #expect(try !FileSystem.readFile("/proc/self/status").isEmpty)
    let error = #expect(throws: FileError.self) {
      try FileSystem.readFile("/proc/self/status", limit: 10)
    }
    #expect(error?.isTooLarge == true)
  }

  @Test func `that is absent names it`() {
    let error = #expect(throws: FileError.self) { try FileSystem.readFile("/none") }
    #expect(error?.description == "cannot open '/none': no such file or directory")
  }

  @Test func `that is a directory is refused`() {
    let error = #expect(throws: FileError.self) { try FileSystem.readFile(directory.path) }
    #expect(error?.description == "cannot read '\(directory.path)': is a directory")
  }

  @Test func `that must be regular never waits for a pipe`() throws {
    let pipe = directory.path("pipe")
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    try FileSystem.writeAtomically(directory.path("a"), [1, 2, 3])
    try FileSystem.symlink("a", at: directory.path("link"))
    for path in [pipe, directory.path, directory.path("link"), "/dev/zero"] {
      let error = #expect(throws: FileError.self) {
        try FileSystem.readRegularFile(path, followLinks: false)
      }
      #expect(error?.description == "cannot open '\(path)': not a regular file")
    }
    let error = #expect(throws: FileError.self) {
      _ = try Descriptor.openRegular(pipe, [.write, .append])
    }
    #expect(error?.isNotRegularFile == true)
    #expect(try FileSystem.readRegularFile(directory.path("link")) == [1, 2, 3])
    #expect(try FileSystem.readRegularFile(directory.path("a"), followLinks: false) == [1, 2, 3])
  }

  @Test func `in pieces reuses the buffer`() throws {
    try FileSystem.writeAtomically(directory.path("a"), [1, 2, 3, 4, 5])
    let file = try Descriptor.open(directory.path("a"), .read)
    var buffer: [UInt8] = [0, 0, 0]
    #expect(try file.read(into: &buffer) == 3)
    #expect(buffer == [1, 2, 3])
    #expect(try file.read(into: &buffer) == 2)
    #expect(buffer == [4, 5, 3])
    #expect(try file.read(into: &buffer) == 0)
    try file.seek(to: 1)
    #expect(try file.readAll() == [2, 3, 4, 5])
  }

  @Test func `through a pipe ends when the writer closes`() throws {
    let pipe = try Pipe()
    try pipe.writer.write([7, 8])
    let reader = pipe.intoReader()
    #expect(try reader.readAll() == [7, 8])
  }

  @Test func `from an empty pipe that does not wait fails`() throws {
    let pipe = try Pipe(nonBlocking: true)
    var buffer: [UInt8] = [0]
    let error = #expect(throws: FileError.self) { try pipe.reader.read(into: &buffer) }
    #expect(error?.errno == EAGAIN)
  }

  @Test func `that was created exclusively is refused a second time`() throws {
    _ = try Descriptor.open(directory.path("a"), [.write, .create, .exclusive])
    let error = #expect(throws: FileError.self) {
      _ = try Descriptor.open(directory.path("a"), [.write, .create, .exclusive])
    }
    #expect(error?.description == "cannot create '\(directory.path("a"))': file exists")
    #expect(error?.isAlreadyThere == true)
  }

  @Test func `leaves no descriptor open`() throws {
    try FileSystem.writeAtomically(directory.path("a"), [1])
    let file = try Descriptor.open(directory.path("a"), .read)
    let number = file.number
    #expect(fcntl(number, F_GETFD) == FD_CLOEXEC)
    try file.close()
    // Another thread may have taken the number since; a closed one says EBADF, another's path
    // differs.
    let path = try? FileSystem.readLink("/proc/self/fd/\(number)")
    #expect(path != directory.path("a"))
  }

  #if DEBUG
    @Test func `nothing is said to be absent because the system failed to look`() throws {
      try FileSystem.writeAtomically(directory.path("a"), [1])
      for (errno, isThere) in [(EIO, true), (EMFILE, true), (EACCES, false), (ENOENT, false)] {
        FaultPlan.$current.withValue(FaultPlan(.look, occurrence: 1, errno: errno)) {
          #expect(FileSystem.exists(directory.path("a")) == isThere, "\(errno)")
          if errno != ENOENT {
            #expect(!FileSystem.isAbsent(directory.path("a")))
            #expect(throws: FileError.self) { try FileSystem.status(directory.path("a")) }
          }
        }
      }
    }
  #endif
}
