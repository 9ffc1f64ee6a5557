public import Bytes
import Crypto

/// The idempotency key of a command: a ledger accepts a given identifier once.
public struct CommandID: Hashable, Comparable, Sendable, CustomStringConvertible {
  let high: UInt64
  let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads an identifier from its 16 bytes; nil for any other count.
  public init?(bytes: [UInt8]) { self.init(bytes.span) }

  /// Reads an identifier from its 16 bytes; nil for any other count.
  package init?(_ bytes: Span<UInt8>) {
    guard bytes.count == 16 else { return nil }
    self.init(high: bytes.bigEndian(at: 0), low: bytes.bigEndian(at: 8))
  }

  /// Reads an identifier from 32 lower-case hexadecimal digits.
  public init?(hex: String) {
    guard let bytes = Hex.decode(hex) else { return nil }
    self.init(bytes: bytes)
  }

  /// The 16 bytes.
  public var bytes: [UInt8] {
    [UInt8](capacity: 16) { output in
      output.append(bigEndian: high)
      output.append(bigEndian: low)
    }
  }

  /// The 16 bytes as lower-case hexadecimal digits.
  public var hex: String { Hex.encode(high, low) }

  /// Appends the text of `hex` to one in UTF-8.
  public func appendHex(to text: inout [UInt8]) { text.append(hexOf: high, low) }

  /// The same as `hex`.
  public var description: String { hex }

  /// Orders identifiers as their bytes are ordered, which for random ones is by time.
  public static func < (a: CommandID, b: CommandID) -> Bool {
    a.high != b.high ? a.high < b.high : a.low < b.low
  }
}

extension CommandID {
  /// An identifier for a person's command: 48 bits of milliseconds, then 80 random bits.
  ///
  /// Traps unless `entropy` holds exactly ten bytes.
  public static func random(atNanoseconds time: Int64, entropy: [UInt8]) -> CommandID {
    precondition(entropy.count == 10, "a command id takes ten random bytes")
    let milliseconds = UInt64(max(0, time) / 1_000_000) & 0xffff_ffff_ffff
    return CommandID(
      high: milliseconds << 16 | UInt64(entropy[0]) << 8 | UInt64(entropy[1]),
      low: entropy.span.bigEndian(at: 2))
  }

  /// The identifier for a text a person chose, so that he can repeat a command safely.
  public static func named(_ text: String) -> CommandID {
    CommandID(hashing: Array("runledger/cmd-id/v1".utf8) + [0] + Array(text.utf8))
  }

  /// The identifier of a machine-made command.
  ///
  /// It is a function of what caused the command, so that two processes that see the same cause
  /// make the same command, and the log accepts one of them.
  ///
  /// - Parameters:
  ///   - origin: The origin of the ledger.
  ///   - name: The purpose; commands that exclude each other share it.
  ///   - leaf: The leaf hash of the entry that holds the cause.
  ///   - ordinal: The ordinal of the cause in that entry.
  ///   - n: Tells several commands of one cause apart.
  /// - Returns: The first 16 bytes of the SHA-256 over all of these.
  public static func derived(
    origin: String, name: String, cause leaf: Digest, ordinal: UInt32, n: UInt32
  ) -> CommandID {
    var message = Array("runledger/command/v1".utf8) + [0]
    message += Array(origin.utf8) + [0]
    message += Array(name.utf8) + [0]
    message += leaf.bytes
    message.append(bigEndian: ordinal)
    message.append(bigEndian: n)
    return CommandID(hashing: message)
  }

  private init(hashing message: [UInt8]) {
    let digest = SHA256.hash(message)
    self.init(high: digest.words.0, low: digest.words.1)
  }
}
