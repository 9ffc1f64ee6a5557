import Bytes
import Crypto

extension Ledger {
  /// A word for a value that only tells whether another value of the same name is equal to it.
  ///
  /// A keyed hash: without the ledger's own key nobody can try values out. The first one that the
  /// ledger had and that is at hand, so that values stay comparable when the key is rotated. Nil
  /// where this process does not have the key.
  public func concealed(_ value: String, as name: String) -> String? {
    guard let ledgerKey else { return nil }
    let key = (formerKeys.last ?? ledgerKey).secret.keyedHash(
      for: Array("runledger/concealed/v1".utf8) + [0] + Array(origin.utf8))
    let bytes = key.hash(Array(name.utf8) + [0] + Array(value.utf8))
    return "keyed:\(Hex.encode(bytes))"
  }
}
