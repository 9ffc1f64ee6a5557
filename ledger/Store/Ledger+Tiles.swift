import Bytes

extension Ledger {
  /// The log's verifier key as signed notes write it: what others check its checkpoints with.
  public func verifierKey() throws(LedgerError) -> NoteKey {
    let logKey = try snapshot().authority.logKey
    do throws(FormatError) { return try NoteKey(name: origin, publicKey: logKey) } catch {
      throw LedgerError(.altered, "\(error)")
    }
  }

  /// Hands out the log up to its last checkpoint as a static directory of C2SP tlog-tiles: the
  /// hashes in tiles, the entries in bundles, and the checkpoint last.
  ///
  /// Errors: `notFound` for a log without a checkpoint, those of reading, and those of `write`.
  @discardableResult
  public func tiles(
    _ write: (_ path: String, _ bytes: [UInt8]) throws -> Void
  ) throws -> Checkpoint {
    guard let checkpoint = try checkpoint() else {
      throw LedgerError(.notFound, "the log has no checkpoint yet")
    }
    let size = checkpoint.head.size
    var hashes: [Digest] = []
    var bundle: [UInt8] = []
    try storedEntries(to: size) { entry in
      hashes.append(entry.leaf)
      bundle += [UInt8(entry.bytes.count >> 8), UInt8(entry.bytes.count & 0xff)] + entry.bytes
      let width = hashes.count % Tile.width
      if width == 0 || UInt64(hashes.count) == size {
        let number = (hashes.count - 1) / Tile.width
        try write("tile/entries/" + Tile.name(number, width: width), bundle)
        bundle = []
      }
      return true
    }
    guard Merkle.root(over: hashes) == checkpoint.head.root else {
      throw LedgerError(
        .altered, "the entries do not lead to the last checkpoint",
        hint: "run 'runledger verify' to see which entry was altered")
    }
    var level = 0
    while !hashes.isEmpty {
      var above: [Digest] = []
      for (number, start) in stride(from: 0, to: hashes.count, by: Tile.width).enumerated() {
        let tile = Array(hashes[start..<min(start + Tile.width, hashes.count)])
        let width = tile.count % Tile.width
        try write("tile/\(level)/" + Tile.name(number, width: width), Tile.encode(tile))
        if width == 0 { above.append(Merkle.root(over: tile)) }
      }
      hashes = above
      level += 1
    }
    try write("checkpoint", Array(checkpoint.text.utf8))
    return checkpoint
  }
}

extension Tile {
  /// The number of a tile as a path, three digits a part: `x001/x234/067`, with `.p/W` behind where
  /// it is not full.
  static func name(_ number: Int, width: Int) -> String {
    var parts: [String] = []
    var rest = number
    repeat {
      let digits = String(1000 + rest % 1000).dropFirst()
      parts.insert((parts.isEmpty ? "" : "x") + digits, at: 0)
      rest /= 1000
    } while rest > 0
    return parts.joined(separator: "/") + (width == 0 ? "" : ".p/\(width)")
  }
}
