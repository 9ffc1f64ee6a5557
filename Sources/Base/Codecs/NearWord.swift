/// What a mistyped word may have meant.
public enum NearWord {
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
}
