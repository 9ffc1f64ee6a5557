import CZlib

/// The gzip format (RFC 1952), by zlib.
public enum Gzip {
  /// Why bytes were not packed or unpacked.
  public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
    /// What, and the remedy: lower-case, without a full stop.
    public let description: String
  }

  /// Whether bytes begin like gzip data.
  public static func isPacked(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
  }

  /// The bytes that gzip data hold, of all its members; more than `limit` is an error.
  public static func unpack(_ bytes: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
    try load()
    // The last four bytes are the size of the last member, modulo 2^32: a first guess.
    let said = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    var capacity = min(max(said, 64), limit)
    while true {
      var target = [UInt8](repeating: 0, count: capacity)
      let count = unsafe rl_gunzip(bytes, bytes.count, &target, capacity)
      if count >= 0 { return Array(target.prefix(count)) }
      guard count == -2 else { throw Failure(description: "not gzip data, or cut short") }
      guard capacity < limit else {
        throw Failure(description: "more than \(limit) bytes when unpacked")
      }
      capacity = min(capacity * 2, limit)
    }
  }

  /// One member that holds the bytes, without a name and without a time: the same bytes give the
  /// same data with the same version of zlib.
  public static func pack(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
    try load()
    // What does not shrink grows by at most five bytes for 16 kB, and the frame.
    let capacity = bytes.count + bytes.count / 1000 + 64
    var target = [UInt8](repeating: 0, count: capacity)
    let count = unsafe rl_gzip(bytes, bytes.count, &target, capacity)
    guard count >= 0 else { throw Failure(description: "zlib could not pack the bytes") }
    return Array(target.prefix(count))
  }

  private static func load() throws(Failure) {
    guard let problem = unsafe rl_zlib_load() else { return }
    throw Failure(description: unsafe String(cString: problem))
  }
}
