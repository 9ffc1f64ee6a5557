/// The names that people give to things, and which of them are legal.
public enum Identifier {
  /// The longest name that a ledger takes, in bytes.
  public static let lengthMax = 100

  /// Whether a text is a kebab-case slug: lower-case letters and digits, single hyphens between.
  public static func isSlug(_ text: String) -> Bool {
    guard !text.isEmpty, text.utf8.count <= lengthMax, text.first != "-", text.last != "-" else {
      return false
    }
    var previous: UInt8 = 0
    for byte in text.utf8 {
      let isHyphen = byte == UInt8(ascii: "-")
      guard isLower(byte) || isDigit(byte) || isHyphen, !(isHyphen && previous == byte) else {
        return false
      }
      previous = byte
    }
    return true
  }

  /// Why a text is no slug, in words that follow it; nil when it is one.
  public static func problem(ofSlug text: String) -> String? {
    if isSlug(text) { return nil }
    let size = text.utf8.count
    return size > lengthMax
      ? "has \(size) bytes, and a slug at most \(lengthMax)"
      : "is not a slug: lower-case letters, digits and single hyphens between them"
  }

  /// Whether a text can name a run, a stage, a parameter or an input: letters, digits, `.`, `_`
  /// and `-`, beginning with a letter or digit.
  public static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= lengthMax else { return false }
    guard isLower(first) || isUpper(first) || isDigit(first) else { return false }
    return text.utf8.allSatisfy { byte in
      isLower(byte) || isUpper(byte) || isDigit(byte) || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }
  }

  /// A slug made of any text, for names that people did not choose.
  public static func slug(from text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if isLower(byte) || isDigit(byte) {
        bytes.append(byte)
      } else if isUpper(byte) {
        bytes.append(byte + 32)
      } else if let last = bytes.last, last != UInt8(ascii: "-") {
        bytes.append(UInt8(ascii: "-"))
      }
    }
    bytes.removeLast(max(0, bytes.count - lengthMax))
    if bytes.last == UInt8(ascii: "-") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The entries of `known` that a mistyped word may have meant, best first: at most two edits
  /// away, or beginning with the word.
  public static func suggestions(for word: String, among known: [String]) -> [String] {
    let ranked = known.compactMap { candidate -> (distance: Int, word: String)? in
      let distance = editDistance(word, candidate)
      if distance <= max(1, min(2, word.utf8.count / 2)) { return (distance, candidate) }
      return candidate.hasPrefix(word) && word.utf8.count > 1 ? (3, candidate) : nil
    }
    return ranked.sorted { ($0.distance, $0.word) < ($1.distance, $1.word) }.map(\.word)
  }

  /// The number of single-byte insertions, deletions, replacements and swaps of neighbours that
  /// turn one word into the other.
  ///
  /// O(n * m).
  static func editDistance(_ left: String, _ right: String) -> Int {
    let a = Array(left.utf8)
    let b = Array(right.utf8)
    var rows = [[Int]](repeating: Array(repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count { rows[i][0] = i }
    for j in 0...b.count { rows[0][j] = j }
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    for i in 1...a.count {
      for j in 1...b.count {
        let cost = a[i - 1] == b[j - 1] ? 0 : 1
        rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + cost)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
        }
      }
    }
    return rows[a.count][b.count]
  }

  private static func isLower(_ byte: UInt8) -> Bool { byte >= 97 && byte <= 122 }
  private static func isUpper(_ byte: UInt8) -> Bool { byte >= 65 && byte <= 90 }
  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
}
