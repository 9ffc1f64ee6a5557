extension Verification {
  /// Takes in how the log stands to what is remembered of it outside.
  mutating func take(_ check: Ledger.HeadCheck?) {
    switch check {
    case .lost(let remembered, let found):
      add(
        .rolledBack,
        "the log once had the head \(remembered), and now has \(found): entries are lost or were"
          + " replaced")
    case .nothing, .withoutCheckpoint, nil:
      notChecked.append("a head of this log that somebody remembers: none is kept here")
    case .fits: break
    }
  }
}
