extension Span where Element == UInt8 {
  /// Whether these bytes come before others in the order of their values, a shorter one before
  /// those that begin with it.
  @inlinable
  public func precedes(_ other: Span<UInt8>) -> Bool {
    for index in 0..<Swift.min(count, other.count) where self[index] != other[index] {
      return self[index] < other[index]
    }
    return count < other.count
  }

  /// Whether these bytes are the same as others.
  @inlinable
  public func equals(_ other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    var start = 0
    while count - start >= 8 {
      let (word, otherWord): (UInt64, UInt64) = (bigEndian(at: start), other.bigEndian(at: start))
      if word != otherWord { return false }
      start += 8
    }
    while start < count {
      if self[start] != other[start] { return false }
      start += 1
    }
    return true
  }

  /// Whether these bytes are the same as those of an array.
  @inlinable
  public func equals(_ other: [UInt8]) -> Bool { equals(other.span) }

  /// Whether these bytes are those of a string.
  @inlinable
  public func equals(_ other: String) -> Bool {
    let text = other.utf8Span
    return equals(text.span)
  }

  /// Whether the first bytes are these.
  @inlinable
  public func starts(with prefix: [UInt8]) -> Bool {
    guard count >= prefix.count else { return false }
    for index in prefix.indices where self[index] != prefix[index] { return false }
    return true
  }
}
