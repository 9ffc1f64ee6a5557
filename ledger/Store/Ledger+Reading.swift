import Bytes

extension Ledger {
  /// The size and root of the log as of now.
  public func head() throws(LedgerError) -> Head { try snapshot().head }

  /// The last checkpoint.
  ///
  /// Entries behind it are signed by their authors but not yet by the log.
  public func checkpoint() throws(LedgerError) -> Checkpoint? { try snapshot().checkpoint }

  /// The keys and roles as of now.
  public func authority() throws(LedgerError) -> Authority { try snapshot().authority }

  /// An entry.
  ///
  /// Errors: `notFound` when the log does not reach that far, `altered` when the entry is missing
  /// from it or its bytes are not an entry, `formatFromTheFuture` when a later build wrote it.
  public func entry(_ index: UInt64) throws(LedgerError) -> SignedEntry {
    guard let bytes = try store.entry(index) else {
      if index < (try head().size) { throw Ledger.gap(index) }
      throw LedgerError(.notFound, "there is no entry '@\(index)'")
    }
    return try Ledger.decode(bytes, index)
  }

  /// Calls `body` with the entries of a range in their order, until it answers false.
  ///
  /// The range may reach past the end. Errors: those of `entry`, and those of `body`.
  public func entries(
    from first: UInt64 = 0, to end: UInt64 = .max,
    _ body: (UInt64, SignedEntry) throws -> Bool
  ) throws {
    var failure: (any Error)?
    var expected = first
    var layout = EntryLayout()
    try store.entries(first..<max(first, end)) { index, bytes throws(LedgerError) in
      guard index == expected else { throw Ledger.gap(expected) }
      expected += 1
      do throws(FormatError) { try layout.parse(bytes) } catch {
        throw LedgerError(error, entry: index)
      }
      do { return try body(index, SignedEntry(layout, [UInt8](bytes))) } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
  }

  /// The row of the `states` table with this key.
  ///
  /// Whoever may write gets only what the seal vouches for, because a decision may follow from it.
  /// Errors: `altered` when the row is not what was written last.
  public func state(_ key: String) throws(LedgerError) -> [UInt8]? {
    guard mode == .readWrite else { return try store.row(.states, Array(key.utf8)) }
    return try vouchedRow(.state, Array(key.utf8))
  }

  /// Throws `altered` when the row of the `states` table with this key is not what was written
  /// last, as far as this process can tell: that takes the ledger's own key.
  ///
  /// For who did not find what the row would be about: it may have been taken away.
  public func demandSealed(state key: String) throws(LedgerError) {
    guard ledgerKey != nil else { return }
    _ = try vouchedRow(.state, Array(key.utf8))
  }

  /// Calls `body` with the rows of the `states` table whose key has a prefix, in the order of their
  /// keys, until it answers false.
  public func states(
    prefix: String, _ body: (_ key: String, _ bytes: [UInt8]) throws(LedgerError) -> Bool
  ) throws(LedgerError) {
    try store.scan(.states, prefix: Array(prefix.utf8)) { key, bytes throws(LedgerError) in
      try body(String(decoding: [UInt8](key), as: UTF8.self), [UInt8](bytes))
    }
  }

  /// The index of the entry that accepted a command; nil when none did.
  ///
  /// Without the ledger's own key all entries are looked at.
  public func index(of command: CommandID) throws(LedgerError) -> UInt64? {
    if mode == .readWrite { return try vouchedIndex(of: command) }
    var found: UInt64?
    var layout = EntryLayout()
    try store.entries(0..<store.entryCount()) { index, bytes throws(LedgerError) in
      do throws(FormatError) { try layout.parse(bytes) } catch {
        throw LedgerError(error, entry: index)
      }
      guard layout.commandID == command else { return true }
      // A refused command does not consume its identifier.
      let isRefused = layout.events.contains { bytes.text($0.type) == "command.refused" }
      if !isRefused { found = index }
      return isRefused
    }
    return found
  }

  /// The bytes of the map of a payload, out of its blob when it is detached.
  ///
  /// Answers nil when the blob was erased or is missing. Errors: `altered` when it was changed.
  public func mapBytes(of payload: Payload) throws(LedgerError) -> [UInt8]? {
    switch payload {
    case .inline(let map): return map
    case .detached(let commitment, let size):
      guard let blob = try blobs.read(commitment) else { return nil }
      guard let (_, map) = Detached.open(blob), UInt64(map.count) == size else {
        throw LedgerError(
          .altered, "blob '\(blobs.path(of: commitment))' does not hold what its entry says")
      }
      return map
    }
  }

  /// A number that changes with every commit, in this process or another: for who waits for news.
  public func lastCommit() throws(LedgerError) -> UInt64 { try store.lastCommit() }

  static func decode(_ bytes: [UInt8], _ index: UInt64) throws(LedgerError) -> SignedEntry {
    do throws(FormatError) { return try SignedEntry(decoding: bytes) } catch {
      throw LedgerError(error, entry: index)
    }
  }

  static func gap(_ index: UInt64) -> LedgerError {
    LedgerError(.altered, "entry '@\(index)' is missing", hint: "run 'runledger verify'")
  }
}

extension LedgerError {
  /// The error of bytes that should have been the entry at an index.
  init(_ error: FormatError, entry index: UInt64) {
    switch error.kind {
    case .futureVersion:
      self.init(
        .formatFromTheFuture, "entry '@\(index)': \(error)", hint: "use a later runledger")
    case .malformed, .limit:
      self.init(.altered, "entry '@\(index)': \(error)", hint: "run 'runledger verify'")
    }
  }
}
