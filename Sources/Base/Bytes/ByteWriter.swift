/// Builds a byte array for fixed binary layouts, integers big-endian.
public struct ByteWriter: Sendable {
  /// What has been written so far.
  public var bytes: [UInt8]

  /// Starts empty, with room for `capacity` bytes before the first reallocation.
  @inlinable
  public init(capacity: Int = 0) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  /// The number of bytes written.
  @inlinable
  public var count: Int { bytes.count }

  /// Appends one byte.
  @inlinable
  public mutating func append(_ byte: UInt8) { bytes.append(byte) }

  /// Appends a big-endian 16-bit integer.
  @inlinable
  public mutating func append(uint16 word: UInt16) { bytes.append(bigEndian: word) }

  /// Appends a big-endian 32-bit integer.
  @inlinable
  public mutating func append(uint32 word: UInt32) { bytes.append(bigEndian: word) }

  /// Appends a big-endian 64-bit integer.
  @inlinable
  public mutating func append(uint64 word: UInt64) { bytes.append(bigEndian: word) }

  /// Appends the 32 bytes of a digest.
  @inlinable
  public mutating func append(_ digest: Digest) {
    bytes.append(addingCapacity: 32) { output in digest.append(to: &output) }
  }

  /// Appends an array of bytes.
  @inlinable
  public mutating func append(_ other: [UInt8]) { bytes.append(contentsOf: other) }

  /// Appends borrowed bytes.
  @inlinable
  public mutating func append(_ span: Span<UInt8>) { bytes.append(contentsOf: span) }

  /// Forgets what was written but keeps the storage, for the next record.
  @inlinable
  public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
}
