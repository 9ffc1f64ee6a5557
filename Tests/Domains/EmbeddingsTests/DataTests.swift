import Gzip
import Numerics
import StageKit
import TestKit
import Testing

@testable import Embeddings

@Suite struct DataTests {
  @Test func `numbers are read as Swift reads them`() {
    for text in [
      "0", "1", "-2.5", "0.719", "123456789012345", "0.1234567890123456789", "1e-5", "-7.25E+3",
      "00012.50", "1e400", "0.000000000000000000000000001", "9007199254740993",
    ] {
      var scanner = NumberScanner(Array("  \(text) x".utf8))
      #expect(scanner.number() == Double(text), "\(text)")
    }
    var scanner = NumberScanner(Array("1x 2".utf8))
    #expect(scanner.whole() == nil)
  }

  @Test func `Matrix Market files are read either way and written back`() throws {
    func read(_ text: String) throws -> Matrix {
      try MatrixMarket.decode(Array(text.utf8), name: "m.mtx")
    }
    let matrix = try read(
      "%%MatrixMarket matrix coordinate real general\n% a comment\n2 3 3\n1 1 1.5\n2 3 -2\n1 2 7\n")
    #expect(matrix == Matrix([[1.5, 7, 0], [0, 0, -2]]))
    #expect(try read(String(decoding: MatrixMarket.encode(matrix), as: UTF8.self)) == matrix)
    let symmetric = try read(
      "%%MatrixMarket matrix coordinate pattern symmetric\n2 2 2\n1 1\n2 1\n")
    #expect(symmetric == Matrix([[1, 1], [1, 0]]))
    let array = try read("%%MatrixMarket matrix array integer general\n2 2\n1\n2\n3\n4\n")
    #expect(array == Matrix([[1, 3], [2, 4]]))
  }

  @Test(arguments: [
    ("", "first line"), ("%%MatrixMarket matrix coordinate complex general\n1 1 0\n", "not read"),
    ("%%MatrixMarket matrix coordinate real general\n0 1 0\n", "extents"),
    ("%%MatrixMarket matrix coordinate real general\n99999999 99999999 0\n", "extents"),
    ("%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 1\n", "fewer than 2"),
    ("%%MatrixMarket matrix coordinate real general\n2 2 1\n3 1 1\n", "outside"),
    ("%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 1\n1 1 2\n", "repeats"),
    ("%%MatrixMarket matrix coordinate real general\n2 2 1\n1 1 1\n2 2 5\n", "one too many"),
    ("%%MatrixMarket matrix array real general\n2 1\n1\n", "too few"),
  ])
  func `what is no matrix is refused with its line`(text: String, words: String) {
    #expect {
      try MatrixMarket.decode(Array(text.utf8), name: "m.mtx")
    } throws: { ($0 as? StageError)?.message.contains(words) == true }
  }

  @Test func `NumPy arrays go out and come back, and every truncation is refused`() throws {
    let matrix = Matrix([[1, 2.5, -3], [0, 1e300, 6]])
    let bytes = MatrixFile.encode(matrix)
    #expect(try MatrixFile.decode(bytes, name: "a.npy") == matrix)
    #expect(bytes.count % 64 == 48 % 64 && bytes.count == 128 + 48)
    let single = try MatrixFile.decode(MatrixFile.encodeSingle(Matrix([[0.719]])), name: "a.npy")
    #expect(single[0, 0] == Double(Float(0.719)))
    for short in everyTruncation(of: bytes) {
      #expect(throws: StageError.self) { try MatrixFile.decode(short, name: "a.npy") }
    }
  }

  @Test func `gzip data are unpacked, and packed the same way each time`() throws {
    let bytes = Array(String(repeating: "cells by genes ", count: 5000).utf8)
    let packed = try Gzip.pack(bytes)
    #expect(packed.count < bytes.count / 20)
    #expect(try Gzip.unpack(packed, limit: 1 << 20) == bytes)
    #expect(try Gzip.pack(bytes) == packed)
    #expect(try Gzip.unpack(packed + packed, limit: 1 << 20) == bytes + bytes)
    #expect(throws: Gzip.Failure.self) { try Gzip.unpack(packed, limit: 1000) }
    #expect(throws: Gzip.Failure.self) {
      try Gzip.unpack(Array(packed.dropLast(9)), limit: 1 << 20)
    }
  }

  @Test func `a matrix may stand either way, and a wrong table is refused`() throws {
    let directory = try TemporaryDirectory()
    func write(_ name: String, _ text: String) throws {
      try StageFiles.write(directory.path(name), Array(text.utf8))
    }
    try write("obs.csv", "cell\na\nb\nc\n")
    try write("var.csv", "gene\nx\ny\n")
    try write("matrix.mtx", "%%MatrixMarket matrix array real general\n2 3\n1\n2\n3\n4\n5\n6\n")
    let dataset = try CellDataset.read(directory: directory.path)
    #expect(dataset.matrix == Matrix([[1, 2], [3, 4], [5, 6]]))
    try write("var.csv", "gene\nx\n")
    #expect(throws: StageError.self) { try CellDataset.read(directory: directory.path) }
    try write("var.csv", "gene\nx\nx\n")
    #expect(throws: StageError.self) { try CellDataset.read(directory: directory.path) }
    try write("var.csv", "gene\nx\ny\n")
    try write("matrix.mtx", "%%MatrixMarket matrix array real general\n2 3\n1\n2\nnan\n4\n5\n6\n")
    #expect(throws: StageError.self) { try CellDataset.read(directory: directory.path) }
  }
}
