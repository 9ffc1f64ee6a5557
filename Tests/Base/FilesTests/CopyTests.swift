import Files
import Glibc
import TestKit
import Testing

@Suite struct `A copy` {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test(arguments: [0, 1, 300_000, 3_000_000])
  func `has equal bytes and an inode of its own`(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 131 >> 3) }
    try FileSystem.writeAtomically(directory.path("a"), bytes, sync: false)
    try FileSystem.copyReflinkOrCopy(directory.path("a"), directory.path("b"), mode: 0o444)
    #expect(try FileSystem.readFile(directory.path("b")) == bytes)
    let source = try #require(try FileSystem.status(directory.path("a")))
    let target = try #require(try FileSystem.status(directory.path("b")))
    #expect(!source.isSameFile(as: target))
    #expect(target.linkCount == 1)
    #expect(target.mode == 0o444)
  }

  @Test func `does not change with its source`() throws {
    try FileSystem.writeAtomically(directory.path("a"), [1, 2, 3], sync: false)
    try FileSystem.copyReflinkOrCopy(directory.path("a"), directory.path("b"))
    try Descriptor.open(directory.path("a"), .write).write([9])
    #expect(try FileSystem.readFile(directory.path("a")) == [9, 2, 3])
    #expect(try FileSystem.readFile(directory.path("b")) == [1, 2, 3])
  }

  @Test func `of a file that the kernel cannot copy is read and written`() throws {
    let method = try FileSystem.copyReflinkOrCopy("/proc/self/limits", directory.path("b"))
    #expect(method == .bytes)
    #expect(
      try FileSystem.readFile(directory.path("b")) == FileSystem.readFile("/proc/self/limits"))
  }

  @Test func `keeps holes, wherever they are`() throws {
    let size: UInt64 = 24 << 20
    let file = try Descriptor.open(directory.path("a"), [.write, .create])
    try file.write([1, 2, 3], at: 8 << 20)
    try file.write([4], at: 16 << 20)
    try file.truncate(to: size)
    try FileSystem.copyReflinkOrCopy(directory.path("a"), directory.path("b"))
    let bytes = try FileSystem.readFile(directory.path("b"))
    #expect(bytes == (try FileSystem.readFile(directory.path("a"))))
    #expect(bytes.count == Int(size))
    #expect(bytes[8 << 20] == 1 && bytes[16 << 20] == 4)
    var status = stat()
    #expect(unsafe stat(directory.path("b"), &status) == 0)
    #expect(status.st_blocks * 512 <= 1 << 20)
  }

  @Test func `of a file larger than what is free is refused before a byte is written`() throws {
    try Descriptor.open(directory.path("a"), [.write, .create]).truncate(to: 4 << 40)
    let error = #expect(throws: FileError.self) {
      try FileSystem.copyReflinkOrCopy(directory.path("a"), directory.path("b"))
    }
    #expect(error?.isNoSpace == true)
    #expect(try FileSystem.list(directory.path) == ["a"])
  }

  @Test func `of a file that grows ends where the file did`() throws {
    let block = [UInt8](repeating: 7, count: 1 << 22)
    let path = directory.path("a")
    let file = try Descriptor.appendOnly(path)
    for _ in 0..<40 { try file.write(block) }
    var grown = 0
    try Meanwhile.doing({
      try? Descriptor.appendOnly(path).write(block + block)
      grown += 1
    }) {
      for _ in 0..<100 {
        try? FileSystem.remove(directory.path("b"))
        try FileSystem.copyReflinkOrCopy(path, directory.path("b"))
        if grown > 0 { break }
      }
    }
    #expect(grown > 0)
    #expect(try FileSystem.status(directory.path("b"))?.size == 160 << 20)
  }

  @Test func `replaces nothing`() throws {
    try FileSystem.writeAtomically(directory.path("a"), [1], sync: false)
    try FileSystem.writeAtomically(directory.path("b"), [2], sync: false)
    let error = #expect(throws: FileError.self) {
      try FileSystem.copyReflinkOrCopy(directory.path("a"), directory.path("b"))
    }
    #expect(error?.errno == EEXIST)
    #expect(try FileSystem.readFile(directory.path("b")) == [2])
  }

  @Test func `of a directory is refused and leaves nothing`() throws {
    try FileSystem.makeDirectories(directory.path("d"))
    #expect(throws: FileError.self) {
      try FileSystem.copyReflinkOrCopy(directory.path("d"), directory.path("b"))
    }
    #expect(try FileSystem.list(directory.path) == ["d"])
  }

  #if DEBUG
    @Test func `that fails leaves nothing`() throws {
      let plan = FaultPlan(.write, occurrence: 1, errno: ENOSPC)
      let error = FaultPlan.$current.withValue(plan) {
        #expect(throws: FileError.self) {
          try FileSystem.copyReflinkOrCopy("/proc/self/limits", directory.path("b"))
        }
      }
      #expect(error?.isNoSpace == true)
      #expect(try FileSystem.list(directory.path) == [])
    }
  #endif
}
