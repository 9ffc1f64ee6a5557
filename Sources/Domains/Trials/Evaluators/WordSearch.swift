/// A text in which words are looked for by their beginnings, whatever their case.
///
/// Only the letters of ASCII have a case here, so that no locale can change a count. `clarif` is
/// found in `Clarification` and not in `unclarified`: a word must start where it is found.
struct WordSearch {
  private let bytes: [UInt8]

  init(_ text: String) { bytes = text.utf8.map(Self.lowercased) }

  /// Whether a word, or several with spaces between them, begins somewhere.
  func holds(_ word: String) -> Bool { end(of: word, from: 0) != nil }

  /// Whether any of the words begins somewhere.
  func holds(any words: [String]) -> Bool { words.contains { holds($0) } }

  /// Whether the words begin one after the other, whatever is between them.
  func holds(inOrder words: [String]) -> Bool {
    var position = 0
    for word in words {
      guard let next = end(of: word, from: position) else { return false }
      position = next
    }
    return true
  }

  /// How often a word begins.
  func count(_ word: String) -> Int {
    var (count, position) = (0, 0)
    while let next = end(of: word, from: position) {
      count += 1
      position = next
    }
    return count
  }

  /// Where the first occurrence at or after a position ends.
  private func end(of word: String, from position: Int) -> Int? {
    let wanted = word.utf8.map(Self.lowercased)
    guard !wanted.isEmpty, wanted.count <= bytes.count else { return nil }
    var start = position
    while start + wanted.count <= bytes.count {
      let isStart = start == 0 || !Self.isPartOfWord(bytes[start - 1])
      if isStart, bytes[start..<start + wanted.count].elementsEqual(wanted) {
        return start + wanted.count
      }
      start += 1
    }
    return nil
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  private static func isPartOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
      true
    default:
      false
    }
  }
}
