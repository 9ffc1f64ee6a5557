import Bytes
import LedgerFormat

/// Seeds that derive from one study seed, so that one number fixes every random choice.
public enum Seeds {
  /// The seed for a purpose and indices: the first four bytes, big-endian and without the sign bit,
  /// of `SHA-256("runledger/seed/v1" 00 seed 00 purpose 00 index 00 index ...)`, numbers in
  /// decimal.
  ///
  /// 31 bits, because every language and `awk` can hold them exactly.
  public static func derive(from seed: Int64, purpose: String, indices: [Int]) -> Int64 {
    var text = "runledger/seed/v1\0\(seed)\0\(purpose)"
    for index in indices { text += "\0\(index)" }
    let digest = Hashing.digest(of: Array(text.utf8)).bytes
    return Int64(digest[0] & 0x7f) << 24 | Int64(digest[1]) << 16 | Int64(digest[2]) << 8
      | Int64(digest[3])
  }
}
