import Bytes
import Crypto

/// The random choices of one task's generator: SHA-256 of the task, its seed and a counter.
///
/// Every language that has SHA-256 can draw the same numbers. The n-th block, counted from 0, is
/// the digest of the text `TASK-002/43/n`; each block gives four 64-bit words, big-endian.
struct TaskNumbers {
  private let prefix: String
  private var counter = 0
  private var words: [UInt64] = []

  /// Starts the numbers of a task from its seed.
  init(task: String, seed: Int64) { prefix = "\(task)/\(seed)/" }

  mutating func next() -> UInt64 {
    if words.isEmpty {
      let block = SHA256.hash(Array("\(prefix)\(counter)".utf8)).words
      words = [block.3, block.2, block.1, block.0]
      counter += 1
    }
    return words.removeLast()
  }

  /// A number from 0 up to but not including `bound`, which is far below 2^64.
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  mutating func within(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.count)
  }

  mutating func one<Element>(of elements: [Element]) -> Element { elements[below(elements.count)] }

  /// The elements in another order: Fisher and Yates, from the end.
  mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var result = elements
    for last in stride(from: result.count - 1, to: 0, by: -1) {
      result.swapAt(last, below(last + 1))
    }
    return result
  }
}
