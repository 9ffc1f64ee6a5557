import Codecs

/// A table of comma-separated values that is being written.
struct TableText {
  /// The text so far, the header first.
  private(set) var bytes: [UInt8]
  /// How many rows were written.
  private(set) var count = 0

  private let width: Int

  /// A table with these columns.
  init(_ names: [String]) {
    width = names.count
    bytes = Array(CSV.row(names).utf8)
  }

  /// Writes a row of texts.
  mutating func row(_ cells: [String]) {
    precondition(cells.count == width, "a row is as wide as its header")
    bytes += CSV.row(cells).utf8
    count += 1
  }

  /// Writes a row that begins with texts and ends with numbers.
  mutating func row(_ texts: [String], _ numbers: [Double]) {
    precondition(texts.count + numbers.count == width, "a row is as wide as its header")
    var isFirst = true
    for text in texts {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      bytes += text.utf8
      isFirst = false
    }
    for number in numbers {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      bytes += Decimal64.text(number).utf8
      isFirst = false
    }
    bytes.append(UInt8(ascii: "\n"))
    count += 1
  }
}
