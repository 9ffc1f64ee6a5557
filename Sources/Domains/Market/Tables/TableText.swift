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
      Decimal64.append(number, to: &bytes)
      isFirst = false
    }
    bytes.append(UInt8(ascii: "\n"))
    count += 1
  }

  /// Writes a time as the first cell of a row.
  mutating func begin(_ time: Int64) { CivilTime.append(time, to: &bytes) }

  /// Writes a further cell of a row.
  mutating func cell(_ number: Double) {
    bytes.append(UInt8(ascii: ","))
    Decimal64.append(number, to: &bytes)
  }

  /// Writes a further cell of a row.
  mutating func cell(_ text: String) {
    bytes.append(UInt8(ascii: ","))
    bytes += text.utf8
  }

  /// Ends a row that was written cell by cell; it has to be as wide as the header.
  mutating func end() {
    bytes.append(UInt8(ascii: "\n"))
    count += 1
  }

  /// Writes a row of a time and numbers.
  mutating func row(at time: Int64, _ numbers: [Double]) { row(at: time, [], numbers) }

  /// Writes a row that begins with a time: texts, numbers, and texts again.
  mutating func row(
    at time: Int64, _ texts: [String], _ numbers: [Double], _ tail: [String] = []
  ) {
    precondition(
      1 + texts.count + numbers.count + tail.count == width, "a row is as wide as its header")
    CivilTime.append(time, to: &bytes)
    for text in texts {
      bytes.append(UInt8(ascii: ","))
      bytes += text.utf8
    }
    for number in numbers {
      bytes.append(UInt8(ascii: ","))
      Decimal64.append(number, to: &bytes)
    }
    for text in tail {
      bytes.append(UInt8(ascii: ","))
      bytes += text.utf8
    }
    bytes.append(UInt8(ascii: "\n"))
    count += 1
  }
}
