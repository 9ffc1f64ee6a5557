// Copying is the one thing done to every byte of every entry, and nothing safe copies a span faster
// than byte by byte. Each pointer lives for one call.

extension Array where Element == UInt8 {
  /// Makes an array holding a copy of the bytes of `span`.
  @inlinable
  public init(_ span: Span<UInt8>) {
    self = unsafe span.withUnsafeBufferPointer { unsafe Array($0) }
  }

  /// Appends every byte of `span`.
  @inlinable
  public mutating func append(contentsOf span: Span<UInt8>) {
    unsafe span.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }
}
