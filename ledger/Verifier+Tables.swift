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
    var found = result
    try store.scan(.tiles, prefix: []) { key, row throws(LedgerError) in
      if let tile = Tile(key: key), tile.storedWidth(at: size) * 32 == row.count { return true }
      found.add(.tileMismatch, "a tile has no place in a log of \(size) entries")
      return true
    }
    result = found
    result.checked.append(.tiles)
  }

  /// The rows of commands, authors, keys and the frontier.
  mutating func checkIndex(_ history: History) throws(LedgerError) {
    if try store.row(.meta, Meta.frontier) != history.frontier.bytes {
      result.add(.indexMismatch, "the stored frontier is not what the entries lead to")
    }
    if try store.row(.meta, Meta.authority) != history.authority.bytes {
      result.add(.indexMismatch, "the stored table of keys is not what the entries lead to")
    }
    var found = result
    var authors = 0
    try store.scan(.meta, prefix: Meta.authorPrefix) { key, row throws(LedgerError) in
      authors += 1
      let id = KeyID(bytes: Array(key.dropFirst(Meta.authorPrefix.count)))
      if let id, history.authors[id]?.bytes == row { return true }
      found.add(
        .indexMismatch,
        "the author row of key '\(id?.hex ?? "?")' is not what the entries lead to")
      return true
    }
    if authors < history.authors.count {
      found.add(.indexMismatch, "the row of an author is missing")
    }
    var commands = 0
    try store.scan(.commands, prefix: []) { key, row throws(LedgerError) in
      commands += 1
      let id = CommandID(bytes: key)
      if let id, let command = history.commands[id], CommandRow(bytes: row) == command {
        return true
      }
      found.add(
        .indexMismatch, entry: id.flatMap { history.commands[$0]?.index },
        "the row of command '\(id?.hex ?? "?")' is not what the entries lead to")
      return true
    }
    if commands < history.commands.count {
      found.add(.indexMismatch, "the rows of some commands are missing")
    }
    result = found
    result.checked.append(.index)
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
