import Numerics

/// A network while it is built: the friends of everybody, in the order in which they came.
struct GrowingGraph {
  private(set) var neighbours: [[Int32]]
  private(set) var edgeCount = 0

  init(_ count: Int) { neighbours = [[Int32]](repeating: [], count: count) }

  func degree(_ person: Int) -> Int { neighbours[person].count }

  func contains(_ first: Int, _ second: Int) -> Bool {
    neighbours[first].count <= neighbours[second].count
      ? neighbours[first].contains(Int32(second)) : neighbours[second].contains(Int32(first))
  }

  /// Joins two people who are not joined yet.
  mutating func join(_ first: Int, _ second: Int) {
    guard first != second, !contains(first, second) else { return }
    neighbours[first].append(Int32(second))
    neighbours[second].append(Int32(first))
    edgeCount += 1
  }

  /// Takes an edge out.
  mutating func part(_ first: Int, _ second: Int) {
    guard let here = neighbours[first].firstIndex(of: Int32(second)),
      let there = neighbours[second].firstIndex(of: Int32(first))
    else { return }
    neighbours[first].remove(at: here)
    neighbours[second].remove(at: there)
    edgeCount -= 1
  }

  /// All edges, the smaller end first, in ascending order.
  var edges: [(Int, Int)] {
    var edges: [(Int, Int)] = []
    edges.reserveCapacity(edgeCount)
    for person in neighbours.indices {
      for other in neighbours[person].sorted() where Int(other) > person {
        edges.append((person, Int(other)))
      }
    }
    return edges
  }

  /// The same friends, with other names for all.
  func renamed(_ names: [Int]) -> GrowingGraph {
    var renamed = self
    for (place, friends) in neighbours.enumerated() {
      renamed.neighbours[names[place]] = friends.map { Int32(names[Int($0)]) }
    }
    return renamed
  }

  /// The network with rows in order.
  var graph: Graph {
    Graph(count: neighbours.count, edges: edges.map { .init(Int32($0.0), Int32($0.1)) })
  }

  /// The mean share of joined pairs of friends, of everybody or of some keyed people.
  func clustering(sample: Int, _ draw: Draw) -> Double {
    let count = neighbours.count
    guard count > 0 else { return 0 }
    let people =
      count <= sample
      ? Array(0..<count)
      : (0..<sample).map { Int(draw.integer(below: UInt64(count), UInt32($0))) }
    var sum = 0.0
    var isFriend = [Bool](repeating: false, count: count)
    for person in people {
      let friends = neighbours[person]
      guard friends.count > 1 else { continue }
      for friend in friends { isFriend[Int(friend)] = true }
      // Every joined pair is seen from both ends.
      var joined = 0
      for friend in friends {
        for other in neighbours[Int(friend)] where isFriend[Int(other)] { joined += 1 }
      }
      for friend in friends { isFriend[Int(friend)] = false }
      sum += Double(joined) / Double(friends.count * (friends.count - 1))
    }
    return sum / Double(people.count)
  }
}
