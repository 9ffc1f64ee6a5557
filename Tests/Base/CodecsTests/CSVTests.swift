import Codecs
import TestKit
import Testing

struct CSVTests {
  @Test func `fields are quoted only when they must be`() {
    #expect(CSV.row(["a", "b c", ""]) == "a,b c,\n")
    #expect(
      CSV.row(["a,b", "say \"x\"", "two\nlines", "cr\r"])
        == "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\"cr\r\"\n")
    #expect(CSV.row([""]) == "\"\"\n")
    #expect(CSV.row(["", ""]) == ",\n")
  }

  @Test(arguments: [
    "a,b\n1,2\n3,\n", "a,b\r\n1,2\r\n3,\r\n", "a,b\n1,2\n3,", "a,b\n\n1,2\r\n\r\n3,\n\n",
    "\"a\",\"b\"\n\"1\",2\n3,\"\"",
  ])
  func `line endings and needless quotes make no difference`(text: String) throws {
    let table = try CSV.decode(Array(text.utf8))
    #expect(table.header == ["a", "b"])
    #expect(table.rows == [["1", "2"], ["3", ""]])
  }

  @Test func `random tables read back in pieces of any size`() throws {
    var random = SeededGenerator()
    let alphabet = Array("a,\"\n\ré ")
    for _ in 0..<300 {
      let width = Int.random(in: 1...4, using: &random)
      let rows = (0..<5).map { _ in
        (0..<width).map { _ in
          String(
            (0..<Int.random(in: 0...4, using: &random)).map { _ in alphabet[Int(random.next() % 7)]
            })
        }
      }
      let header = (0..<width).map { "column \($0)" }
      let bytes = Array(([header] + rows).map(CSV.row).joined().utf8)
      var reader = CSV.Reader()
      var read: [[String]] = []
      var start = 0
      while start < bytes.count {
        let end = min(bytes.count, start + Int.random(in: 1...7, using: &random))
        read += try reader.read(Array(bytes[start..<end]))
        start = end
      }
      read += try reader.finish()
      #expect(reader.header == header, "\(random)")
      #expect(
        read.map { $0.map { Array($0.utf8) } } == rows.map { $0.map { Array($0.utf8) } },
        "\(random)")
    }
  }

  @Test(arguments: [1, 2, 3, 100])
  func `a byte order mark at the beginning is no part of the table`(pieces: Int) throws {
    for text in ["id,v\n1,2\n", "\"id\",v\n1,2", "\nid,v\n1,2"] {
      let bytes: [UInt8] = [0xef, 0xbb, 0xbf] + text.utf8
      var reader = CSV.Reader()
      var rows: [[String]] = []
      for start in stride(from: 0, to: bytes.count, by: pieces) {
        rows += try reader.read(Array(bytes[start..<min(start + pieces, bytes.count)]))
      }
      rows += try reader.finish()
      #expect(reader.header == ["id", "v"])
      #expect(rows == [["1", "2"]])
    }
    let later = try CSV.decode([UInt8]("a\n\u{feff}b\n".utf8))
    #expect(later.rows == [["\u{feff}b"]])
    #expect(throws: CSVError.self) { try CSV.decode([0xef, 0xbb]) }
    #expect(throws: CSVError.self) { try CSV.decode([0xef, 0xbb, 0xbf]) }
  }

  @Test func `columns are the same only when their bytes are`() throws {
    let table = try CSV.decode([UInt8]("\u{e9},e\u{301}\n1,2\n".utf8))
    #expect(table.header.count == 2)
  }

  @Test func `rows come as soon as they are complete`() throws {
    var reader = CSV.Reader()
    #expect(try reader.read(Array("a,b\n1".utf8)) == [])
    #expect(reader.header == ["a", "b"])
    #expect(try reader.read(Array(",2\n3,4".utf8)) == [["1", "2"]])
    #expect(try reader.finish() == [["3", "4"]])
  }

  typealias Case = (text: String, kind: CSVError.Kind, line: Int)

  static let refusals: [Case] = [
    ("", .empty, 1), ("\n\n", .empty, 3), ("a,b\n1\n", .width(expected: 2, found: 1), 2),
    ("a,b\n\"x\ny\",2\n1,2,3\n", .width(expected: 2, found: 3), 4),
    ("a\nx\"y\n", .strayQuote, 2), ("a\n\"x\"y\n", .strayQuote, 2), ("a\n\"x\n\n", .openQuote, 2),
    ("a\nx\ry\n", .strayCarriageReturn, 2), ("a\nx\r", .strayCarriageReturn, 2),
    ("a,a\n", .duplicateColumn, 1),
  ]

  @Test(arguments: refusals.indices)
  func `what is not a table is refused with its line`(index: Int) {
    let (text, kind, line) = CSVTests.refusals[index]
    let error = CSVError(kind: kind, line: line)
    #expect(throws: error) { try CSV.decode(Array(text.utf8)) }
    #expect(error.description.hasSuffix("at line \(line)"))
  }

  @Test func `a field that is not utf-8 is refused`() {
    #expect(throws: CSVError(kind: .invalidUTF8, line: 2)) {
      try CSV.decode(Array("a\n".utf8) + [0xff, 0x0a])
    }
  }

  @Test func `a row has a limit`() throws {
    #expect(try rows(of: "a\n12345\n", limit: 6) == [["12345"]])
    #expect(throws: CSVError(kind: .tooLong, line: 2)) { try rows(of: "a\n123456\n", limit: 6) }
  }

  private func rows(of text: String, limit: Int) throws(CSVError) -> [[String]] {
    var reader = CSV.Reader(rowLimit: limit)
    return try reader.read(Array(text.utf8))
  }
}
