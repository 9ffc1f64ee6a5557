import Dispatch
import Files
import Synchronization

/// Work that is cut in numbered pieces and done on several threads.
enum Threads {
  /// Does the pieces `0..<count`, each once and in about this order; returns when all are done.
  ///
  /// - Parameters:
  ///   - count: The number of pieces.
  ///   - threads: The most threads to use; nil uses as many as the machine runs at once.
  ///   - makeWorker: Called once on each thread; what it returns does a piece.
  static func forEach(
    _ count: UInt64, on threads: Int?, _ makeWorker: @Sendable () -> (UInt64) -> Void
  ) {
    let next = Atomic<UInt64>(0)
    // More iterations than processors are run one after the other, and find nothing left to do.
    let most = DescriptorRoom.holds(descriptorsMax) ? threads ?? iterationsMax : 1
    let iterations = min(UInt64(max(1, most)), max(1, count))
    @Sendable func perform(_: Int) {
      guard next.load(ordering: .relaxed) < count else { return }
      let work = makeWorker()
      while true {
        let piece = next.add(1, ordering: .relaxed).oldValue
        guard piece < count else { return }
        work(piece)
      }
    }
    if iterations == 1 { return perform(0) }
    DispatchQueue.concurrentPerform(iterations: Int(iterations), execute: perform)
  }

  /// What a function makes of the numbers `0..<count`, in their order.
  static func map<Made: Sendable>(
    _ count: Int, on threads: Int?, _ make: @escaping @Sendable (Int) -> Made
  ) -> [Made] {
    let pieces = (count + mapPiece - 1) / mapPiece
    let made = Mutex<[Int: [Made]]>([:])
    forEach(UInt64(pieces), on: threads) {
      { piece in
        let first = Int(piece) * mapPiece
        let part = (first..<min(first + mapPiece, count)).map(make)
        made.withLock { $0[Int(piece)] = part }
      }
    }
    let parts = made.withLock { $0 }
    return (0..<pieces).flatMap { parts[$0] ?? [] }
  }

  /// How many numbers one piece of a map has.
  private static let mapPiece = 512
  private static let iterationsMax = 256

  /// With its first threads Dispatch opens an epoll, an event and timers, and ends the process
  /// where it gets none.
  private static let descriptorsMax = 8
}
