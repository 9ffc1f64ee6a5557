import Bytes
import Crypto

/// How a map that does not lie within its entry is kept in a blob.
///
/// The salt makes the commitment worthless for guessing once the blob is erased.
public enum Detached {
  static let prefix: [UInt8] = Array("runledger/detached/v1".utf8) + [0]
  static let saltBytes = 32

  /// The bytes of the blob.
  public static func blob(salt: [UInt8], map: [UInt8]) -> [UInt8] {
    precondition(salt.count == saltBytes, "a salt has \(saltBytes) bytes")
    return prefix + salt + map
  }

  /// The salt and the map of a blob; nil when it does not hold detached data.
  public static func open(_ blob: [UInt8]) -> (salt: [UInt8], map: [UInt8])? {
    let start = prefix.count + saltBytes
    guard blob.count > start, blob.starts(with: prefix) else { return nil }
    return (Array(blob[prefix.count..<start]), Array(blob[start...]))
  }

  /// The payload that stands for a map in its entry.
  public static func payload(salt: [UInt8], map: [UInt8]) -> Payload {
    .detached(commitment: SHA256.hash(blob(salt: salt, map: map)), size: UInt64(map.count))
  }
}
