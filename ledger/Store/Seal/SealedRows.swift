import Bytes

/// All derived rows of a log, from which the trie over them is made anew.
struct SealedRows {
  private let key: SealKey
  private var rows: [(place: RowPlace, value: SealHash?)] = []

  init(_ key: SealKey) { self.key = key }

  /// Adds a stored row; one that the trie does not hold is passed over.
  mutating func add(_ table: StoreTable, _ name: [UInt8], _ value: [UInt8]) {
    guard let (row, name) = SealedRow.row(table, name) else { return }
    rows.append((key.place(row, name), key.value(row, name, value)))
  }

  /// Adds an accepted command.
  mutating func add(_ id: CommandID, _ command: CommandRow) {
    rows.append((key.place(.command, id.bytes), command.value))
  }

  /// The nodes in the order of their keys, and the seal; `levels` nil takes what suits the number.
  func finish(
    levels: Int? = nil
  ) throws(LedgerError) -> (nodes: [(node: TrieNode, bytes: [UInt8])], seal: Seal) {
    var trie = RowTrie(key, levels: levels ?? Seal.levels(for: rows.count))
    let written = try trie.apply(rows) { _ throws(LedgerError) in [] }
    let nodes = written.compactMap { node, bytes in bytes.map { (node: node, bytes: $0) } }
    return (
      nodes.sorted {
        $0.node.level != $1.node.level
          ? $0.node.level < $1.node.level : $0.node.number < $1.node.number
      }, trie.seal
    )
  }
}
