import Bytes

/// Some rows of a table, copied into one array one behind the other.
struct RowChunk: Sendable {
  private var bytes: [UInt8] = []
  /// Where the key and the value of each row end.
  private var ends: [(key: Int, value: Int)] = []

  private static let bytesMax = 1 << 20

  /// Whether there are as many rows as should be held at once.
  var isFull: Bool { bytes.count >= RowChunk.bytesMax }

  /// The key of the last row; nil when there is none.
  var lastKey: [UInt8]? {
    guard let last = ends.last else { return nil }
    let start = ends.count > 1 ? ends[ends.count - 2].value : 0
    return [UInt8](bytes.span.extracting(start..<last.key))
  }

  mutating func append(_ key: Span<UInt8>, _ value: Span<UInt8>) {
    bytes.append(contentsOf: key)
    let keyEnd = bytes.count
    bytes.append(contentsOf: value)
    ends.append((keyEnd, bytes.count))
  }

  /// Calls `body` with each row until it answers false; answers whether it never did.
  func forEach(
    _ body: (_ key: Span<UInt8>, _ value: Span<UInt8>) throws(LedgerError) -> Bool
  ) throws(LedgerError) -> Bool {
    let span = bytes.span
    var start = 0
    for end in ends {
      let key = span.extracting(start..<end.key)
      guard try body(key, span.extracting(end.key..<end.value)) else { return false }
      start = end.value
    }
    return true
  }
}
