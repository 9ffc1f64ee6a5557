import Synchronization

/// The rows of the derived state that change seldom, as they were read last, with what they hold:
/// the same bytes hold the same.
struct LastRead: Sendable {
  private var authority: (bytes: [UInt8], value: Authority)?
  private var checkpoint: (bytes: [UInt8], value: Checkpoint)?

  fileprivate mutating func authority(_ bytes: [UInt8]) -> Authority? {
    if let authority, authority.bytes == bytes { return authority.value }
    guard let value = Authority(bytes: bytes) else { return nil }
    authority = (bytes, value)
    return value
  }

  fileprivate mutating func checkpoint(_ bytes: [UInt8]) -> Checkpoint? {
    if let checkpoint, checkpoint.bytes == bytes { return checkpoint.value }
    guard let value = try? Checkpoint(parsing: bytes) else { return nil }
    checkpoint = (bytes, value)
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
    guard let authority = authority.flatMap({ last.authority($0) }) else {
      throw LedgerError(.altered, "the table of keys is missing or damaged", hint: hint)
    }
    let parsed = checkpoint.flatMap { last.checkpoint($0) }
    if checkpoint != nil, parsed == nil {
      throw LedgerError(.altered, "the last checkpoint of the log is damaged", hint: hint)
    }
    self.init(
      frontier: frontier, head: frontier.head, authority: authority, checkpoint: parsed)
  }
}
