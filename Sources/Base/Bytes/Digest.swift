/// A SHA-256 digest: 32 bytes, kept as four big-endian words.
///
/// Words make equality and ordering a handful of integer operations with no heap storage. The order
/// is the order of the bytes, and of the lower-case hexadecimal text.
public struct Digest: Hashable, Sendable {
  @usableFromInline let word0: UInt64
  @usableFromInline let word1: UInt64
  @usableFromInline let word2: UInt64
  @usableFromInline let word3: UInt64

  /// The number of bytes in every digest.
  public static let size = 32

  /// The digest of 32 zero bytes, which stands for "none" where a format needs a value.
  public static let zero = Digest(words: 0, 0, 0, 0)

  /// Makes a digest from its four big-endian words.
  @inlinable
  public init(words word0: UInt64, _ word1: UInt64, _ word2: UInt64, _ word3: UInt64) {
    self.word0 = word0
    self.word1 = word1
    self.word2 = word2
    self.word3 = word3
  }

  /// Makes a digest from exactly 32 bytes.
  ///
  /// Traps when the span has any other length.
  @inlinable
  public init(_ span: Span<UInt8>) {
    precondition(span.count == 32, "a digest has 32 bytes")
    self.init(
      words: span.bigEndian(at: 0), span.bigEndian(at: 8), span.bigEndian(at: 16),
      span.bigEndian(at: 24))
  }

  /// Makes a digest from bytes, or `nil` unless there are exactly 32.
  public init?(bytes: [UInt8]) {
    guard bytes.count == Digest.size else { return nil }
    self.init(bytes.span)
  }

  /// Makes a digest from 64 lower-case hexadecimal digits, or `nil` for any other text.
  public init?(hex: String) {
    guard let bytes = Hex.decode(hex) else { return nil }
    self.init(bytes: bytes)
  }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    [UInt8](capacity: Digest.size) { output in append(to: &output) }
  }

  /// The 64 lower-case hexadecimal digits.
  public var hex: String {
    var digits: [UInt8] = []
    digits.append(hexOf: self)
    return String(decoding: digits, as: UTF8.self)
  }

  /// The four big-endian words.
  @inlinable
  public var words: (UInt64, UInt64, UInt64, UInt64) { (word0, word1, word2, word3) }

  /// Appends the 32 bytes to `output`, which must have room for them.
  @inlinable
  @_lifetime(output: copy output)
  public func append(to output: inout OutputSpan<UInt8>) {
    output.append(bigEndian: word0)
    output.append(bigEndian: word1)
    output.append(bigEndian: word2)
    output.append(bigEndian: word3)
  }
}

extension Digest: Comparable {
  /// Orders digests as their bytes are ordered.
  @inlinable
  public static func < (left: Digest, right: Digest) -> Bool {
    if left.word0 != right.word0 { return left.word0 < right.word0 }
    if left.word1 != right.word1 { return left.word1 < right.word1 }
    if left.word2 != right.word2 { return left.word2 < right.word2 }
    return left.word3 < right.word3
  }
}

extension Digest: CustomStringConvertible {
  /// The hexadecimal text, the form in which digests are printed everywhere.
  public var description: String { hex }
}
