import Bytes

/// A Merkle trie over all derived rows, of which only what was looked at is in memory.
///
/// Every node is checked up to the root before anything is taken from it, so that a row that was
/// altered, brought back or taken away is noticed, and the absence of a row can be relied on too.
struct RowTrie: Sendable {
  /// Reads the stored bytes of some nodes, all of the same commit.
  typealias Reader = ([TrieNode]) throws(LedgerError) -> [[UInt8]?]

  let key: SealKey
  let levels: Int
  private(set) var root: SealHash
  /// The nodes that were checked, as they are stored; empty for those that are not there.
  private var known: [TrieNode: [UInt8]] = [:]

  /// The most nodes that are kept from one commit to the next.
  private static let knownMax = 4096

  init(_ key: SealKey, _ seal: Seal) {
    self.key = key
    levels = seal.levels
    root = seal.root
  }

  init(_ key: SealKey, levels: Int) {
    self.init(key, Seal(levels: levels, root: .none))
  }

  var seal: Seal { Seal(levels: levels, root: root) }

  /// What the trie has for a row: a hash of its value, or what a command is recorded with.
  ///
  /// Nil says for certain that there is no such row.
  mutating func value(
    at place: RowPlace, _ read: Reader
  ) throws(LedgerError) -> SealHash? {
    try load(place.path, read)
    let bucket = Bucket(known[TrieNode(level: levels, on: place.path)] ?? [])
    return bucket.value(place.tag)
  }

  /// Sets and removes rows, and hands out the nodes that change; nil for one that is gone.
  mutating func apply(
    _ changes: [(place: RowPlace, value: SealHash?)], _ read: Reader
  ) throws(LedgerError) -> [(node: TrieNode, bytes: [UInt8]?)] {
    // By bucket, and by tag within one: the rest of a path counts only once there are more levels.
    let shift = UInt32(32 - 4 * levels)
    let changes = changes.sorted {
      let (left, right) = ($0.place.path >> shift, $1.place.path >> shift)
      return left != right ? left < right : $0.place.tag < $1.place.tag
    }
    var written: [(node: TrieNode, bytes: [UInt8]?)] = []
    var dirty: [UInt32] = []
    var start = 0
    while start < changes.count {
      let node = TrieNode(level: levels, on: changes[start].place.path)
      var end = start
      while end < changes.count,
        TrieNode(level: levels, on: changes[end].place.path) == node
      {
        end += 1
      }
      try load(changes[start].place.path, read)
      var bucket = Bucket(known[node] ?? [])
      bucket.apply(changes[start..<end])
      set(node, bucket.bytes, &written)
      dirty.append(node.number)
      start = end
    }
    for level in stride(from: levels - 1, through: 0, by: -1) {
      dirty = climb(to: level, from: dirty, &written)
    }
    let top = known[TrieNode(level: 0, number: 0)] ?? []
    root = top.isEmpty ? .none : key.node(TrieNode(level: 0, number: 0), top)
    return written
  }

  /// Forgets nodes far from the root when there are many.
  mutating func trim() {
    guard known.count > Self.knownMax else { return }
    known = known.filter { $0.key.level < 3 }
  }

  /// Takes the hashes of changed nodes into those above them, which are answered.
  private mutating func climb(
    to level: Int, from below: [UInt32], _ written: inout [(node: TrieNode, bytes: [UInt8]?)]
  ) -> [UInt32] {
    var above: [UInt32] = []
    var start = 0
    while start < below.count {
      let node = TrieNode(level: level, number: below[start] >> 4)
      var branch = Branch(known[node] ?? [])
      while start < below.count, below[start] >> 4 == node.number {
        let child = TrieNode(level: level + 1, number: below[start])
        let bytes = known[child] ?? []
        branch[Int(child.number & 15)] = bytes.isEmpty ? .none : key.node(child, bytes)
        start += 1
      }
      set(node, branch.bytes, &written)
      above.append(node.number)
    }
    return above
  }

  private mutating func set(
    _ node: TrieNode, _ bytes: [UInt8], _ written: inout [(node: TrieNode, bytes: [UInt8]?)]
  ) {
    known[node] = bytes
    written.append((node, bytes.isEmpty ? nil : bytes))
  }

  /// Reads and checks all nodes on a path.
  private mutating func load(_ path: UInt32, _ read: Reader) throws(LedgerError) {
    if known[TrieNode(level: levels, on: path)] != nil { return }
    var missing: [TrieNode] = []
    for level in 0...levels {
      let node = TrieNode(level: level, on: path)
      if known[node] == nil { missing.append(node) }
    }
    // Nothing has to be read below a root that is none.
    let rows = root == .none ? [] : try read(missing)
    var next = 0
    var expected = root
    for level in 0...levels {
      let node = TrieNode(level: level, on: path)
      var bytes = known[node]
      if bytes == nil {
        // What lies where nothing should be is for verifying to say, and is not looked at.
        let stored = expected == .none ? [] : rows[next] ?? []
        next += 1
        guard expected == .none || key.node(node, stored) == expected else {
          throw RowTrie.altered("the index of the derived rows was altered")
        }
        known[node] = stored
        bytes = stored
      }
      if level < levels {
        expected = Branch(bytes ?? [])[Int(path >> UInt32(28 - 4 * level) & 15)]
      }
    }
  }

  /// The error of a row that is not what was sealed.
  static func altered(_ reason: String) -> LedgerError {
    LedgerError(
      .altered, "\(reason): something else than this program wrote to the log",
      hint: "run 'runledger verify', then 'runledger rebuild'")
  }
}
