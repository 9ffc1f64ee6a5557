import Codecs

/// A table of comma-separated values that is being written.
struct TableText {
  /// How many rows were written.
  private(set) var count = 0

  private var text = TextBuffer()
  private let width: Int
  /// The number that was written last, and where: many are the same as the one before.
  private var last = (bits: UInt64.max, place: 0..<0)
  /// The day that was written last, for many bars are of one.
  private var day: (number: Int64, text: [UInt8]) = (.min, [])

  /// A table with these columns.
  init(_ names: [String]) {
    width = names.count
    text.append(CSV.row(names))
  }

  /// The text that was not let go, the header first.
  var bytes: [UInt8] { text.bytes }

  /// The same, to be read where it lies.
  var span: Span<UInt8> {
    @_lifetime(borrow self) get { text.span }
  }

  /// Lets go of the text, for it is kept elsewhere.
  mutating func clear() {
    text.clear()
    last = (.max, 0..<0)
  }

  /// Writes a row of texts.
  mutating func row(_ cells: [String]) {
    precondition(cells.count == width, "a row is as wide as its header")
    text.append(CSV.row(cells))
    count += 1
  }

  /// Writes a row that begins with texts and ends with numbers.
  mutating func row(_ texts: [String], _ numbers: [Double]) {
    precondition(texts.count + numbers.count == width, "a row is as wide as its header")
    text.append(texts.first ?? "")
    for text in texts.dropFirst() { cell(text) }
    for (place, number) in numbers.enumerated() {
      if place > 0 || !texts.isEmpty { text.append(comma) }
      Decimal64.append(number, to: &text)
    }
    end()
  }

  /// Writes a row of a time and numbers.
  mutating func row(at time: Int64, _ numbers: [Double]) { row(at: time, [], numbers) }

  /// Writes a row that begins with a time: texts, numbers, and texts again.
  mutating func row(
    at time: Int64, _ texts: [String], _ numbers: [Double], _ tail: [String] = []
  ) {
    precondition(
      1 + texts.count + numbers.count + tail.count == width, "a row is as wide as its header")
    begin(time)
    for text in texts { cell(text) }
    for number in numbers { cell(number) }
    for text in tail { cell(text) }
    end()
  }

  /// Numbers as further cells of a row, to be written as a piece.
  static func cells(_ numbers: [Double]) -> [UInt8] {
    var text = TextBuffer()
    for number in numbers {
      text.append(UInt8(ascii: ","))
      if number == 0 { text.append(UInt8(ascii: "0")) } else { Decimal64.append(number, to: &text) }
    }
    return text.bytes
  }

  /// Writes a time as the first cell of a row.
  mutating func begin(_ time: Int64) {
    if CivilTime.floorDays(time) != day.number {
      var text = TextBuffer()
      CivilTime.append(day: time, to: &text)
      day = (CivilTime.floorDays(time), text.bytes)
    }
    let day = day.text
    text.append(day.span)
    CivilTime.append(timeOfDay: time, to: &text)
  }

  /// Writes what is a part of a row already, with its commas.
  @inline(__always)
  mutating func piece(_ bytes: borrowing Span<UInt8>) { text.append(bytes) }

  /// Writes a further cell of a row.
  @inline(__always)
  mutating func cell(_ number: Double) {
    if number == 0 {
      text.append(comma, UInt8(ascii: "0"))
      return
    }
    text.append(comma)
    if number.bitPattern == last.bits {
      text.repeatBytes(last.place)
    } else {
      let start = text.count
      Decimal64.append(number, to: &text)
      last = (number.bitPattern, start..<text.count)
    }
  }

  /// Writes a further cell of a row.
  mutating func cell(_ word: String) {
    text.append(comma)
    text.append(word)
  }

  /// Ends a row that was written cell by cell; it has to be as wide as the header.
  @inline(__always)
  mutating func end() {
    text.append(UInt8(ascii: "\n"))
    count += 1
  }

  private var comma: UInt8 { UInt8(ascii: ",") }
}
