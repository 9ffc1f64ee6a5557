import Dispatch
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
    let iterations = min(UInt64(max(1, threads ?? iterationsMax)), max(1, count))
    DispatchQueue.concurrentPerform(iterations: Int(iterations)) { _ in
      guard next.load(ordering: .relaxed) < count else { return }
      let work = makeWorker()
      while true {
        let piece = next.add(1, ordering: .relaxed).oldValue
        guard piece < count else { return }
        work(piece)
      }
    }
  }

  private static let iterationsMax = 256
}
