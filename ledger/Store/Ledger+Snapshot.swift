import Synchronization

/// The rows of the derived state that change seldom, as they were read last.
struct LastRead: Sendable {
  fileprivate var authority = ReadRow<Authority>()
  fileprivate var checkpoint = ReadRow<Checkpoint>()
}

/// A row as it was read last, with what it holds: the same bytes hold the same.
private struct ReadRow<Value: Sendable>: Sendable {
  private var last: (bytes: [UInt8], value: Value)?

  /// What the bytes hold; `read` is asked where they are others than before.
  mutating func value(of bytes: [UInt8], _ read: ([UInt8]) -> Value?) -> Value? {
    if let last, last.bytes == bytes { return last.value }
    guard let value = read(bytes) else { return nil }
    last = (bytes, value)
    return value
  }
}

extension Ledger {
  /// Reads the derived state; it is not verified by reading.
  func snapshot() throws(LedgerError) -> Snapshot {
    let rows = try store.rows(.meta, [Meta.frontier, Meta.authority, Meta.checkpoint])
    return try snapshot(frontier: rows[0], authority: rows[1], checkpoint: rows[2])
  }

  /// The derived state that rows hold.
  func snapshot(
    frontier: [UInt8]?, authority: [UInt8]?, checkpoint: [UInt8]?
  ) throws(LedgerError) -> Snapshot {
    try lastRead.withLock { last throws(LedgerError) in
      try Snapshot(frontier: frontier, authority: authority, checkpoint: checkpoint, &last)
    }
  }
}

extension Snapshot {
  /// Reads the rows; only the checkpoint may be missing.
  fileprivate init(
    frontier: [UInt8]?, authority: [UInt8]?, checkpoint: [UInt8]?, _ last: inout LastRead
  ) throws(LedgerError) {
    let hint = "run 'runledger verify', then 'runledger rebuild'"
    guard let frontier = frontier.flatMap(Frontier.init(bytes:)) else {
      throw LedgerError(.altered, "the frontier of the log is missing or damaged", hint: hint)
    }
    let keys = authority.flatMap { last.authority.value(of: $0, Authority.init(bytes:)) }
    guard let keys else {
      throw LedgerError(.altered, "the table of keys is missing or damaged", hint: hint)
    }
    let parsed = checkpoint.flatMap { bytes in
      last.checkpoint.value(of: bytes) { try? Checkpoint(parsing: $0) }
    }
    if checkpoint != nil, parsed == nil {
      throw LedgerError(.altered, "the last checkpoint of the log is damaged", hint: hint)
    }
    self.init(
      frontier: frontier, head: frontier.head, authority: keys, checkpoint: parsed)
  }
}
