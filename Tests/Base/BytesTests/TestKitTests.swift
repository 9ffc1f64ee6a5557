import TestKit
import Testing

/// The tools that other tests lean on.
struct TestKitTests {
  @Test func `a seed reproduces its numbers`() {
    var first = SeededGenerator(seed: 42)
    var second = SeededGenerator(seed: 42)
    var other = SeededGenerator(seed: 43)
    let bytes = first.bytes(64)
    #expect(bytes == second.bytes(64))
    #expect(bytes != other.bytes(64))
    #expect("\(first)" == "seed 42")
  }

  @Test func `splitmix64 gives its published numbers`() {
    var random = SeededGenerator(seed: 1_234_567)
    #expect(random.next() == 6_457_827_717_110_365_317)
    #expect(random.next() == 3_203_168_211_198_807_973)
  }

  @Test func `a temporary directory goes with its last reference`() throws {
    var directory: TemporaryDirectory? = try TemporaryDirectory()
    let path = try #require(directory?.path)
    #expect(throws: TestFileError.self) { try Vectors.read(path + "/absent") }
    #expect((try? Vectors.packageRoot(from: path + "/x/y.swift")) == nil)
    directory = nil
    let error = #expect(throws: TestFileError.self) { try Vectors.read(path) }
    #expect(error?.code == 2)
  }

  @Test func `the manifest is at the root`() throws {
    let manifest = try Vectors.bytes("Package.swift")
    #expect(manifest.starts(with: "// swift-tools-version".utf8))
  }

  @Test func `corruption is exhaustive`() {
    #expect(Array(everyTruncation(of: [1, 2])) == [[], [1]])
    let flips = Array(everyBitFlip(of: [0, 0]))
    #expect(flips.count == 16)
    #expect(flips[3].bytes == [8, 0])
    #expect(flips[15].bytes == [0, 128])
  }
}
