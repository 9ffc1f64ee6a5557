import Bytes

/// A hash of 16 bytes that only who has the ledger's key can make; zero stands for none.
struct SealHash: Equatable, Sendable {
  var high: UInt64
  var low: UInt64

  static let none = SealHash(high: 0, low: 0)

  /// The 16 bytes.
  var bytes: [UInt8] {
    [UInt8](capacity: 16) { output in
      output.append(bigEndian: high)
      output.append(bigEndian: low)
    }
  }
}
