import Bytes

/// All derived rows of a log, from which the trie over them is made anew.
///
/// Made level by level, without looking anything up: of a million rows most are hashed once and
/// never met again.
struct SealedRows {
  /// A node of the trie as it is stored.
  typealias Node = (node: TrieNode, bytes: [UInt8])

  private let key: SealKey
  private var rows: [(place: RowPlace, value: SealHash?)] = []
  private var commands: [(id: CommandID, value: SealHash)] = []

  init(_ key: SealKey) { self.key = key }

  /// Adds a stored row; one that the trie does not hold is passed over.
  mutating func add(_ table: StoreTable, _ name: [UInt8], _ value: [UInt8]) {
    guard let (row, name) = SealedRow.row(table, name) else { return }
    rows.append((key.place(row, name), key.value(row, name, value)))
  }

  /// Adds an accepted command.
  mutating func add(_ id: CommandID, _ command: CommandRow) {
    commands.append((id, command.value))
  }

  /// The nodes in the order of their keys, and the seal; `levels` nil takes what suits the number,
  /// `threads` nil every processor.
  func finish(levels: Int? = nil, threads: Int? = nil) -> (nodes: [Node], seal: Seal) {
    let (commands, key) = (commands, key)
    let placed =
      rows
      + Threads.map(commands.count, on: threads) {
        (place: key.place(.command, commands[$0].id.bytes), value: commands[$0].value)
      }
    let levels = levels ?? Seal.levels(for: placed.count)
    var layers = [Self.buckets(of: placed, at: levels)]
    for level in stride(from: levels - 1, through: 0, by: -1) {
      let below = layers[layers.count - 1]
      let hashes = Threads.map(below.count, on: threads) {
        key.node(below[$0].node, below[$0].bytes)
      }
      layers.append(Self.parents(at: level, of: below, hashes))
    }
    let top = layers.last?.first
    return (
      layers.reversed().flatMap(\.self),
      Seal(levels: levels, root: top.map { key.node($0.node, $0.bytes) } ?? .none)
    )
  }

  /// The nodes of the last level: rows whose paths begin alike, by tag.
  private static func buckets(
    of rows: [(place: RowPlace, value: SealHash?)], at level: Int
  ) -> [Node] {
    let shift = UInt32(32 - 4 * level)
    let rows = rows.sorted {
      let (left, right) = ($0.place.path >> shift, $1.place.path >> shift)
      return left != right ? left < right : $0.place.tag < $1.place.tag
    }
    var nodes: [Node] = []
    var start = 0
    while start < rows.count {
      let number = rows[start].place.path >> shift
      let end = rows[start...].firstIndex { $0.place.path >> shift != number } ?? rows.count
      var bucket = Bucket([])
      bucket.apply(rows[start..<end])
      if !bucket.bytes.isEmpty {
        nodes.append((TrieNode(level: level, number: number), bucket.bytes))
      }
      start = end
    }
    return nodes
  }

  /// The nodes above others, whose hashes they hold.
  private static func parents(
    at level: Int, of below: [Node], _ hashes: [SealHash]
  ) -> [Node] {
    var nodes: [Node] = []
    var next = 0
    while next < below.count {
      let number = below[next].node.number >> 4
      var branch = Branch([])
      while next < below.count, below[next].node.number >> 4 == number {
        branch[Int(below[next].node.number & 15)] = hashes[next]
        next += 1
      }
      nodes.append((TrieNode(level: level, number: number), branch.bytes))
    }
    return nodes
  }
}
