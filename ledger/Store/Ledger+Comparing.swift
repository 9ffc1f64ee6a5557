/// How a log stands to a head of it that was kept elsewhere.
public enum HeadComparison: Equatable, Sendable {
  /// Both are at the same head.
  case equal
  /// It extends that head, and here is the proof.
  case ahead(ConsistencyProof)
  /// It has fewer entries: what came after was lost, or is not here yet.
  case behind
  /// It has another history.
  case forked
}

extension Ledger {
  /// Compares the log as it is now with a head that was kept elsewhere.
  public func compare(with other: Head) throws(LedgerError) -> (here: Head, is: HeadComparison) {
    let here = try head()
    guard other.size <= here.size else { return (here, .behind) }
    guard try root(at: other.size) == other.root else { return (here, .forked) }
    if other.size == here.size { return (here, .equal) }
    return (here, .ahead(try consistencyProof(from: other.size, to: here.size)))
  }
}
