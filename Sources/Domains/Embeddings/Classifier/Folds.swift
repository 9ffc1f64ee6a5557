import Bytes
import Crypto
import Numerics

/// Which cells are tested together, so that every fold has both labels where that can be.
struct Folds {
  /// The fold of each cell, from 0.
  let assignment: [Int]
  /// How many folds there are: as many as asked for, but no more than cells of the rarer label.
  let count: Int

  /// Deals the cells of each label, shuffled by a keyed draw, to the folds in turn; nil when there
  /// are fewer than two cells of a label.
  init?(_ positive: [Bool], folds: Int, seed: Int64, scope: String, round: Int) {
    let yes = positive.indices.filter { positive[$0] }
    let no = positive.indices.filter { !positive[$0] }
    count = min(folds, yes.count, no.count)
    guard count >= 2 else { return nil }
    let draw = Draw(seed: seed, "folds/\(scope)")
    var assignment = [Int](repeating: 0, count: positive.count)
    var next = 0
    for (label, cells) in [yes, no].enumerated() {
      for cell in Shuffle.apply(cells, draw, t: UInt32(round), j: UInt32(label)) {
        assignment[cell] = next % count
        next += 1
      }
    }
    self.assignment = assignment
  }

  /// SHA-256 over the assignment.
  var digest: String {
    SHA256.hash(Array(assignment.map(String.init).joined(separator: ",").utf8)).hex
  }
}

/// Fisher and Yates' shuffle by a keyed draw.
enum Shuffle {
  static func apply<Element>(
    _ elements: [Element], _ draw: Draw, t: UInt32 = 0, j: UInt32 = 0
  ) -> [Element] {
    var elements = elements
    for index in elements.indices.dropFirst().reversed() {
      let other = Int(draw.integer(below: UInt64(index + 1), t: t, i: UInt32(index), j: j))
      elements.swapAt(index, other)
    }
    return elements
  }
}
