public import YAML

/// The text of a study file, to find the place of a word inside a value.
///
/// YAML tells where a value starts. What stands further inside, an argument's `${...}` or a word of
/// a condition, is looked up in the text, because quotes, escapes and folding move it.
public struct SourceText {
  private let bytes: [UInt8]
  private let lineStarts: [Int]

  /// The text of a file.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    lineStarts = starts
  }

  /// A line's text, from 1; empty when there is no such line.
  public func line(_ number: Int) -> String {
    guard number >= 1, number <= lineStarts.count else { return "" }
    let end = number < lineStarts.count ? lineStarts[number] - 1 : bytes.count
    return String(decoding: bytes[lineStarts[number - 1]..<end], as: UTF8.self)
  }

  /// The place of the word that starts at a byte of a scalar's text, or of the scalar when the
  /// word is not written the way it reads.
  public func mark(ofByte offset: Int, in node: Node) -> Mark {
    guard let text = node.asText else { return node.mark }
    let scalar = Array(text.utf8)
    guard offset < scalar.count else { return node.mark }
    let word = Array(scalar[offset...].prefix { $0 != UInt8(ascii: " ") && $0 != 10 })
    guard !word.isEmpty else { return node.mark }
    let earlier = Self.positions(of: word, in: scalar[..<offset], upTo: Int.max).count
    // A text folds to no more lines than it has bytes, plus the one of its indicator.
    let lineAfter = node.mark.line + scalar.count
    let end = lineAfter < lineStarts.count ? lineStarts[lineAfter] : bytes.count
    let start = byte(of: node.mark)
    guard start < end else { return node.mark }
    let found = Self.positions(of: word, in: bytes[start..<end], upTo: earlier + 1)
    guard found.count > earlier else { return node.mark }
    return mark(ofByte: found[earlier])
  }

  private func byte(of mark: Mark) -> Int {
    guard mark.line >= 1, mark.line <= lineStarts.count else { return bytes.count }
    var offset = lineStarts[mark.line - 1]
    var column = 1
    while column < mark.column, offset < bytes.count {
      offset += 1
      while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
      column += 1
    }
    return offset
  }

  private func mark(ofByte offset: Int) -> Mark {
    let line = lineStarts.lastIndex { $0 <= offset } ?? 0
    let column = bytes[lineStarts[line]..<offset].count { $0 & 0xC0 != 0x80 }
    return Mark(line: line + 1, column: column + 1)
  }

  /// Where a word occurs, without overlaps.
  private static func positions(
    of word: [UInt8], in text: ArraySlice<UInt8>, upTo countMax: Int
  ) -> [Int] {
    var found: [Int] = []
    var offset = text.startIndex
    while offset + word.count <= text.endIndex, found.count < countMax {
      if text[offset..<offset + word.count].elementsEqual(word) {
        found.append(offset)
        offset += word.count
      } else {
        offset += 1
      }
    }
    return found
  }
}
