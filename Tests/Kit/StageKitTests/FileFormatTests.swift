import Files
import TestKit
import Testing

@testable import StageKit

/// Arrays and tables as steps keep them; the arrays' bytes are those that NumPy 2 writes.
@Suite struct FileFormatTests {
  private static func numpy(_ type: String, _ isColumnMajor: Bool, _ shape: String, _ data: [UInt8])
    -> [UInt8]
  {
    let order = isColumnMajor ? "True" : "False"
    let text = "{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }"
    let padded = text + String(repeating: " ", count: 117 - text.utf8.count) + "\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(padded.utf8) + data
  }

  private static let doubles = numpy(
    "<f8", false, "(1, 3)",
    [0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0xd0, 0x3f])

  @Test func `arrays have the bytes of NumPy`() {
    #expect(NPY.encode([1.5, -2, 0.25], [1, 3]) == Self.doubles)
    #expect(
      NPY.encode([3, -4], [2])
        == Self.numpy(
          "<i8", false, "(2,)",
          [3, 0, 0, 0, 0, 0, 0, 0, 0xfc] + [UInt8](repeating: 0xff, count: 7)))
    #expect(
      NPY.encode([1.5, 2.5] as [Float], [2, 1])
        == Self.numpy("<f4", false, "(2, 1)", [0, 0, 0xc0, 0x3f, 0, 0, 0x20, 0x40]))
  }

  @Test func `arrays are read back, and columns first are refused where rows are wanted`() throws {
    let scratch = try TemporaryDirectory()
    let path = scratch.path("a.npy")
    try StageFiles.write(path, Self.doubles)
    let read = try NPY.read(path)
    #expect(read.extents == [1, 3])
    #expect(read.numbers == [1.5, -2, 0.25])
    let columns = Self.numpy("<f8", true, "(1, 1)", [0, 0, 0, 0, 0, 0, 0xf0, 0x3f])
    #expect(try NPYHeader(columns, size: columns.count, name: "a").isColumnMajor)
    try StageFiles.write(path, columns)
    #expect(throws: StageError.self) { try NPY.read(path) }
  }

  @Test(arguments: [1, 9, 60, 127, 128, 151])
  func `an array that is cut short is refused`(count: Int) {
    let bytes = Array(Self.doubles.prefix(count))
    #expect(throws: StageError.self) { try NPYHeader(bytes, size: bytes.count, name: "a") }
  }

  @Test func `a table is read by the names of its columns`() throws {
    let table = try CSVTable(Array("run,share,ok,note\na,0.5,true,\"x,y\"\nb,,0,\n".utf8), "'t'")
    #expect(try table.column("run", of: "'t'") == ["a", "b"])
    let rows = try table.records("'t'", demanding: ["run", "ok"])
    #expect(try rows.map { (row) in try row.optionalNumber("share") } == [0.5, nil])
    #expect(try rows.map { (row) in try row.flag("ok") } == [true, false])
    #expect(try rows[0].text("note") == "x,y")
    #expect(table.text == "run,share,ok,note\na,0.5,true,\"x,y\"\nb,,0,\n")
  }

  @Test func `a table says what is wrong with it, and where`() throws {
    func message(_ body: () throws(StageError) -> Void) -> String? {
      do throws(StageError) { try body() } catch { return error.message }
      return nil
    }
    let table = CSVTable(["run", "share"], [["a", "much"]])
    #expect(
      message { () throws(StageError) in _ = try table.records("'t'", demanding: ["pair"]) }
        == "'t' has no column 'pair'")
    #expect(
      message { () throws(StageError) in
        _ = try table.records("'t'", demanding: [])[0].optionalNumber("share")
      } == "'t', row 1: 'share' is no number but 'much'")
    #expect(
      message { () throws(StageError) in _ = try table.column("shares", of: "'t'") }
        == "'t' has no column 'shares'")
    #expect(
      message { () throws(StageError) in _ = try CSVTable(Array("a,b\n1\n".utf8), "'t'") }?
        .hasPrefix("'t' is ") == true)
  }

  @Test func `what does not hold is an error with its message`() throws {
    let nothing: Int? = nil
    #expect(throws: StageError(.invalid, "no")) { try require(false, "no") }
    #expect(throws: StageError(.invalid, "none")) { try require(nothing, "none") }
    #expect(try require(3 as Int?, "none") == 3)
  }
}
