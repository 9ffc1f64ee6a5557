import Codecs

/// A line that is typed: keys in, text out, with what was typed before.
struct LineEditor {
  /// What a key did.
  enum Outcome: Equatable {
    case more
    case line(String)
    case end
  }

  private(set) var text: [Character] = []
  private(set) var cursor = 0
  private(set) var history: [String] = []
  private var place = 0
  private var kept: [Character] = []
  private var escape: [UInt8] = []
  private var wide: [UInt8] = []
  /// Words that a tabulator completes.
  var words: [String] = []

  /// Takes one byte of what the terminal sends.
  mutating func take(_ byte: UInt8) -> Outcome {
    if !escape.isEmpty { return takeEscape(byte) }
    switch byte {
    case 0x1b: escape = [byte]
    case 13, 10: return finish()
    case 1: cursor = 0
    case 5: cursor = text.count
    case 3: (text, cursor) = ([], 0)
    case 4:
      if text.isEmpty { return .end }
      if cursor < text.count { text.remove(at: cursor) }
    case 8, 127:
      if cursor > 0 {
        cursor -= 1
        text.remove(at: cursor)
      }
    case 9: complete()
    case 11: text.removeSubrange(cursor...)
    case 21:
      text.removeSubrange(..<cursor)
      cursor = 0
    case 32...: insert(byte)
    default: break
    }
    return .more
  }

  private mutating func insert(_ byte: UInt8) {
    wide.append(byte)
    // A character of several bytes is put in when it is whole.
    guard let string = String(validating: wide, as: UTF8.self) else {
      if wide.count >= 4 { wide = [] }
      return
    }
    wide = []
    for character in string {
      text.insert(character, at: cursor)
      cursor += 1
    }
  }

  private mutating func takeEscape(_ byte: UInt8) -> Outcome {
    escape.append(byte)
    if escape.count == 2 {
      if byte != UInt8(ascii: "["), byte != UInt8(ascii: "O") { escape = [] }
      return .more
    }
    guard byte >= 0x40 else { return .more }
    let body = escape.dropFirst(2)
    escape = []
    switch body.first {
    case UInt8(ascii: "A"): recall(-1)
    case UInt8(ascii: "B"): recall(1)
    case UInt8(ascii: "C"): cursor = min(cursor + 1, text.count)
    case UInt8(ascii: "D"): cursor = max(cursor - 1, 0)
    case UInt8(ascii: "H"): cursor = 0
    case UInt8(ascii: "F"): cursor = text.count
    case UInt8(ascii: "3"): if cursor < text.count { text.remove(at: cursor) }
    default: break
    }
    return .more
  }

  private mutating func recall(_ step: Int) {
    let next = place + step
    guard next >= 0, next <= history.count else { return }
    if place == history.count { kept = text }
    place = next
    text = place == history.count ? kept : Array(history[place])
    cursor = text.count
  }

  private mutating func complete() {
    let typed = String(text[..<cursor])
    guard !typed.contains(" ") else { return }
    let fitting = words.filter { $0.hasPrefix(typed) }
    guard var common = fitting.first else { return }
    for word in fitting.dropFirst() {
      while !word.hasPrefix(common) { common.removeLast() }
    }
    if fitting.count == 1 { common += " " }
    text.replaceSubrange(..<cursor, with: Array(common))
    cursor = common.count
  }

  private mutating func finish() -> Outcome {
    let line = String(text)
    (text, cursor) = ([], 0)
    if !line.isEmpty, history.last != line { history.append(line) }
    place = history.count
    return .line(line)
  }
}
