import Bytes
import Crypto

extension Ledger {
  /// A secret of 32 bytes for a purpose: the same every time, and known to nobody who has not the
  /// ledger's own key.
  ///
  /// Nil where this process does not have the key.
  public func secret(for purpose: String) -> [UInt8]? {
    guard let ledgerKey else { return nil }
    let key = ledgerKey.secret.keyedHash(
      for: Array("runledger/secret/v1".utf8) + [0] + Array(origin.utf8))
    return key.hash(Array(purpose.utf8))
  }
}
