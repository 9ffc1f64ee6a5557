import Bytes

extension VerifierRun {
  /// The tiles the scan did not compare: those that are not full, and those that should not be.
  mutating func checkTiles(_ history: History) throws(LedgerError) {
    for (tile, hashes) in history.tiles.partialRows
    where try store.row(.tiles, tile.key) != Tile.encode(hashes) {
      result.add(
        .tileMismatch, "tile \(tile.level)/\(tile.number) is not what the entries lead to")
    }
    let size = history.frontier.size
    try scanRows(.tiles, .tileMismatch) { key, row, result in
      if let tile = Tile(key: [UInt8](key)), !row.isEmpty,
        tile.storedWidth(at: size) * 32 == row.count
      {
        return
      }
      result.add(.tileMismatch, "a tile has no place in a log of \(size) entries")
    }
    result.checked.append(.tiles)
  }

  /// The rows of authors, keys and the frontier.
  mutating func checkIndex(_ history: History) throws(LedgerError) {
    if try store.row(.meta, Meta.frontier) != history.frontier.bytes {
      result.add(.indexMismatch, "the stored frontier is not what the entries lead to")
    }
    if try store.row(.meta, Meta.authority) != history.authority.bytes {
      result.add(.indexMismatch, "the stored table of keys is not what the entries lead to")
    }
    try checkAuthors(history)
    result.checked.append(.index)
  }

  /// One row for each author, and none in the table that is not known.
  private mutating func checkAuthors(_ history: History) throws(LedgerError) {
    var knownRows = 0
    try scanRows(.meta, .indexMismatch) { key, row, result in
      let (key, row) = ([UInt8](key), [UInt8](row))
      if key == Meta.frontier || key == Meta.authority { return }
      if key == Meta.checkpoint || key == Meta.seal { return }
      guard key.starts(with: Meta.authorPrefix) else {
        result.add(.indexMismatch, "no row of the table 'meta' has the key 0x\(Hex.encode(key))")
        return
      }
      let id = KeyID(bytes: Array(key.dropFirst(Meta.authorPrefix.count)))
      if let id, history.authors[id] != nil { knownRows += 1 }
      if let id, history.authors[id]?.bytes == row { return }
      result.add(
        .indexMismatch,
        "the author row of key '\(id?.hex ?? "?")' is not what the entries lead to")
    }
    if knownRows < history.authors.count {
      result.add(.indexMismatch, "the row of an author is missing")
    }
  }

  /// Calls `body` with every row of a table whose key is greater than the one before.
  ///
  /// Any other row is a finding: were a repeated key counted, it could stand in for a lost one.
  mutating func scanRows(
    _ table: StoreTable, _ kind: Finding.Kind,
    _ body: (_ key: Span<UInt8>, _ row: Span<UInt8>, _ result: inout Verification) -> Void
  ) throws(LedgerError) {
    var found = result
    var last: [UInt8] = []
    try store.scan(table, prefix: []) { key, row throws(LedgerError) in
      if last.span.precedes(key) {
        last.removeAll(keepingCapacity: true)
        last.append(contentsOf: key)
        body(key, row, &found)
      } else {
        found.add(
          kind,
          "the key 0x\(Hex.encode([UInt8](key))) of the table '\(table)' is repeated or misplaced")
      }
      return true
    }
    result = found
  }

  /// The rows of the entry table that are no entries.
  mutating func checkStrays(besides entries: UInt64) throws(LedgerError) {
    for key in try store.strayEntryKeys(besides: entries) {
      let name = "0x\(Hex.encode(key))"
      if key.count == 8 {
        result.add(.gap, "the entry with the key \(name) lies far behind all others")
      } else {
        result.add(.malformedEntry, "the key \(name) of an entry has \(key.count) bytes, not 8")
      }
    }
  }
}

extension Tile {
  /// How many hashes are stored of this tile in a log of a size; 0 when it has no row.
  func storedWidth(at size: UInt64) -> Int {
    guard level < 8 else { return 0 }
    let hashes = size >> UInt64(8 * level)
    let width = UInt64(Tile.width)
    guard number < hashes / width + 1 else { return 0 }
    if number < hashes / width { return Tile.width }
    return level == 0 ? 0 : Int(hashes % width)
  }
}
