/// The values of a sliding window in their order: a Fenwick tree over the ranks of the whole
/// series.
///
/// The ranks are only names for values; no window sees another's.
struct SlidingRanks {
  /// How many values the window holds.
  private(set) var count = 0

  private let sorted: [Double]
  private let ranks: [Int32]
  private var tree: [Int32]
  private var first = 0
  private var next = 0

  /// An empty window over a series.
  init(_ values: [Double]) {
    let order = values.filter { $0 == $0 }.sorted()
    var unique: [Double] = []
    for value in order where unique.last != value { unique.append(value) }
    sorted = unique
    ranks = values.map { value in
      guard value == value else { return -1 }
      var low = 0
      var high = unique.count
      while low < high {
        let middle = (low + high) / 2
        if unique[middle] < value { low = middle + 1 } else { high = middle }
      }
      return Int32(low)
    }
    tree = [Int32](repeating: 0, count: unique.count + 1)
  }

  /// Moves the window's end to an index, which only grows.
  mutating func advance(to index: Int, window: Int) {
    while next <= index {
      add(ranks[next], 1)
      next += 1
    }
    while first <= index - window {
      add(ranks[first], -1)
      first += 1
    }
  }

  /// How many values of the window are at most the one at an index.
  func countUpTo(_ index: Int) -> Int {
    var node = Int(ranks[index]) + 1
    var sum: Int32 = 0
    while node > 0 {
      sum += tree[node]
      node &= node - 1
    }
    return Int(sum)
  }

  /// The value that has `position` values before it.
  func value(at position: Int) -> Double {
    var left = Int32(position)
    var node = 0
    var step = 1
    while step * 2 < tree.count { step *= 2 }
    while step > 0 {
      let candidate = node + step
      if candidate < tree.count, tree[candidate] <= left {
        left -= tree[candidate]
        node = candidate
      }
      step /= 2
    }
    return sorted[node]
  }

  private mutating func add(_ rank: Int32, _ change: Int32) {
    guard rank >= 0 else { return }
    count += Int(change)
    var node = Int(rank) + 1
    while node < tree.count {
      tree[node] += change
      node += node & -node
    }
  }
}
