import Codecs
public import Ledger

/// Which part of the past is meant by an entry or a time.
public enum Prefix {
  /// The size of the longest prefix in which no entry claims a later time.
  ///
  /// Clocks differ and go back, so that an entry behind the prefix may claim an earlier time: order
  /// is the log's alone. O(entries of the prefix).
  public static func size(forTime time: Int64, in ledger: Ledger) throws(ProjectionError) -> UInt64
  {
    var size: UInt64 = 0
    do {
      try ledger.entries { index, signed in
        guard signed.entry.at <= time else { return false }
        size = index + 1
        return true
      }
    } catch {
      throw ProjectionError(reading: error)
    }
    return size
  }

  /// The same of claims given outright, in the order of the log.
  public static func size(forTime time: Int64, ofClaims claims: some Sequence<Int64>) -> UInt64 {
    UInt64(claims.prefix { $0 <= time }.count)
  }

  /// The size that `@ENTRY` (that entry included) or an RFC 3339 time means; a second is meant with
  /// everything in it.
  ///
  /// Errors: `notFound` when it is neither, or the ledger does not reach that far.
  public static func size(_ text: String, in ledger: Ledger) throws(ProjectionError) -> UInt64 {
    guard text.hasPrefix("@") else {
      guard let time = RFC3339.parse(text) else {
        throw ProjectionError(
          .notFound, "'\(text)' is neither an entry nor a time",
          hint: "write @1842 or 2026-01-01T00:00:00Z")
      }
      // Written without a fraction, a time is its whole second, as the log prints it.
      let rest: Int64 = text.contains(".") ? 0 : 999_999_999
      let (last, overflow) = time.addingReportingOverflow(rest)
      return try size(forTime: overflow ? time : last, in: ledger)
    }
    let head: Head
    do throws(LedgerError) { head = try ledger.head() } catch { throw ProjectionError(error) }
    guard let entry = UInt64(text.dropFirst()), entry < head.size else {
      throw ProjectionError(
        .notFound, "there is no entry '\(text)'", hint: "the ledger has \(head.size) entries")
    }
    return entry + 1
  }
}
