import Bytes

extension Ledger {
  /// Entries that are so near to each other are read in one go; what lies between is passed over.
  private static let nearMax: UInt64 = 16

  /// Calls `body` with the entries of a range in their order, until it answers false.
  ///
  /// The range may reach past the end. The value it is called with is reused: what shall be kept
  /// has to be copied out. Signatures are not verified. Errors: those of `entry`, and those of
  /// `body`.
  public func storedEntries(
    from first: UInt64 = 0, to end: UInt64 = .max,
    _ body: (borrowing StoredEntry) throws -> Bool
  ) throws {
    var stored = StoredEntry()
    var expected = first
    try scan(first..<max(first, end)) { index, bytes in
      guard index == expected else { throw Ledger.gap(expected) }
      expected += 1
      try stored.load(bytes, ofEntry: index)
      return try body(stored)
    }
  }

  /// Calls `body` with the entries at ascending indices, until it answers false.
  ///
  /// The same as for a range; an index that the log does not reach is an error.
  public func storedEntries(
    at indices: [UInt64], _ body: (borrowing StoredEntry) throws -> Bool
  ) throws {
    var stored = StoredEntry()
    var place = 0
    var isWanted = true
    while isWanted, place < indices.count {
      var last = place
      while last + 1 < indices.count, indices[last + 1] - indices[last] <= Ledger.nearMax {
        last += 1
      }
      try scan(indices[place]..<indices[last] + 1) { index, bytes in
        if index < indices[place] { return true }
        guard index == indices[place] else { throw Ledger.gap(indices[place]) }
        try stored.load(bytes, ofEntry: index)
        place += 1
        isWanted = try body(stored)
        return isWanted && place <= last
      }
      guard !isWanted || place > last else { throw Ledger.gap(indices[place]) }
    }
  }

  /// Calls `body` with the rows of a range, and throws what it throws.
  private func scan(
    _ range: Range<UInt64>, _ body: (UInt64, Span<UInt8>) throws -> Bool
  ) throws {
    var failure: (any Error)?
    try store.entries(range) { index, bytes throws(LedgerError) in
      do { return try body(index, bytes) } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
  }
}

extension StoredEntry {
  fileprivate mutating func load(
    _ bytes: Span<UInt8>, ofEntry index: UInt64
  ) throws(LedgerError) {
    do throws(FormatError) { try load(bytes, at: index) } catch {
      throw LedgerError(error, entry: index)
    }
  }
}
