import Bytes
import Crypto

extension Ledger {
  /// The secrets of 32 bytes for a purpose: that of the ledger's own key first, then those of the
  /// keys it was handed over from, the latest first.
  ///
  /// Each is the same every time, and known to nobody who has not the key. Empty where this process
  /// has none of them.
  public func secrets(for purpose: String) -> [[UInt8]] {
    ([ledgerKey].compactMap(\.self) + formerKeys).map { own in
      let key = own.secret.keyedHash(
        for: Array("runledger/secret/v1".utf8) + [0] + Array(origin.utf8))
      return key.hash(Array(purpose.utf8))
    }
  }
}
