import Bytes
import Files
import TestKit
import Testing

@testable import Ledger
@testable import LedgerFormat

@Suite struct BlobStoreTests {
  let directory: TemporaryDirectory
  let blobs: BlobStore

  init() throws {
    directory = try TemporaryDirectory()
    blobs = BlobStore(directory: directory.path("blobs"))
  }

  @Test func `bytes are kept under their digest in a read-only file`() throws {
    let digest = try blobs.put([1, 2, 3])
    #expect(digest == Hashing.digest(of: [1, 2, 3]))
    #expect(try blobs.read(digest) == [1, 2, 3])
    #expect(blobs.contains(digest))
    let status = try found(FileSystem.status(blobs.path(of: digest)))
    #expect(status.mode & 0o777 == 0o444)
    #expect(
      blobs.path(of: digest).hasSuffix(
        "/sha256/03/9058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81"))
    #expect(try blobs.put([1, 2, 3]) == digest)
    #expect(try blobs.list().map(\.digest) == [digest])
  }

  @Test func `a file is copied and shares no inode with its source`() throws {
    let source = directory.path("source")
    let bytes = [UInt8](repeating: 7, count: 300_000)
    try FileSystem.writeAtomically(source, bytes)
    let (digest, size) = try blobs.put(file: source)
    #expect(size == 300_000)
    #expect(digest == Hashing.digest(of: bytes))
    let copy = try found(FileSystem.status(blobs.path(of: digest)))
    #expect(!copy.isSameFile(as: try found(FileSystem.status(source))))
    #expect(copy.mode & 0o777 == 0o444)
    #expect(try blobs.put(file: source).digest == digest)
    #expect(try blobs.list().count == 1)
    #expect(throws: LedgerError.self) { try blobs.put(file: directory.path("nothing")) }
    #expect(try blobs.list().count == 1)
  }

  @Test func `missing, altered and intact are told apart, and putting again repairs`() throws {
    let digest = try blobs.put([1])
    #expect(try blobs.verify(digest) == .intact)
    #expect(try blobs.verify(.zero) == .missing)
    #expect(try blobs.read(.zero) == nil)
    try FileSystem.writeAtomically(blobs.path(of: digest), [2])
    #expect(try blobs.verify(digest) == .altered)
    #expect(throws: LedgerError.self) { try blobs.read(digest) }
    try blobs.put([1])
    #expect(try blobs.verify(digest) == .intact)
  }

  @Test func `a blob that somebody else left is made durable before it counts`() throws {
    // Whoever wrote it died before its sync: it may be in nothing but the page cache.
    try blobs.put([1, 2, 3])
    let later = BlobStore(directory: blobs.directory)
    try later.put([1, 2, 3])
    let plan = FaultPlan(.synchronize, occurrence: 1, errno: 5, isLasting: false)
    FaultPlan.$current.withValue(plan) {
      #expect(throws: LedgerError.self) { try later.sync() }
    }
    try later.put([1, 2, 3])
    let counting = FaultPlan(.synchronize, occurrence: .max, errno: 5)
    try FaultPlan.$current.withValue(counting) {
      try later.sync()
      #expect(counting.attempts == 3, "the file and the two directories above it")
      try later.put([1, 2, 3])
      try later.sync()
      #expect(counting.attempts == 3, "once is enough")
    }
  }

  @Test func `a file that is there already is made durable as well`() throws {
    let source = directory.path("source")
    try FileSystem.writeAtomically(source, [9, 9])
    try blobs.put(file: source)
    let later = BlobStore(directory: blobs.directory)
    try later.put(file: source)
    let plan = FaultPlan(.synchronize, occurrence: 1, errno: 5)
    FaultPlan.$current.withValue(plan) {
      #expect(throws: LedgerError.self) { try later.sync() }
    }
  }

  @Test func `files that are no blobs are listed as such`() throws {
    try blobs.put([1])
    try FileSystem.writeAtomically(directory.path("blobs/sha256/stray"), [1])
    try FileSystem.writeAtomically(directory.path("blobs/stray"), [1])
    try FileSystem.writeAtomically(directory.path("blobs/sha256/.partial-1"), [1])
    #expect(try blobs.list().count == 3)
    #expect(try blobs.list().count { $0.digest == nil } == 2)
  }

  @Test func `detached data comes back from its blob`() {
    let salt = [UInt8](repeating: 3, count: 32)
    let blob = Detached.blob(salt: salt, map: [0xa0])
    #expect(blob.count == 22 + 32 + 1)
    let opened = Detached.open(blob)
    #expect(opened?.salt == salt)
    #expect(opened?.map == [0xa0])
    for truncated in everyTruncation(of: blob) { #expect(Detached.open(truncated) == nil) }
    guard case .detached(let commitment, 1) = Detached.payload(salt: salt, map: [0xa0]) else {
      Issue.record("not detached")
      return
    }
    #expect(commitment == Hashing.digest(of: blob))
  }
}
