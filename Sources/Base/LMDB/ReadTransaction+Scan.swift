import Glibc

/// The direction of a scan.
public enum ScanOrder: Sendable {
  /// From the least key to the greatest.
  case ascending
  /// From the greatest key to the least.
  case descending
}

extension ReadTransaction {
  /// Calls `body` with every key and value from `lower` on and before `upper`, in order.
  ///
  /// Either bound may be left out. To stop early use a cursor, or throw.
  public func forEach<E: LMDBErrorWrapping>(
    in table: Table, from lower: Span<UInt8>? = nil, before upper: Span<UInt8>? = nil,
    order: ScanOrder = .ascending, _ body: (Span<UInt8>, Span<UInt8>) throws(E) -> Void
  ) throws(E) {
    try scan(table, lower, upper, order, wrapping: { E($0) }, body)
  }

  /// Calls `body` with every key and value from `lower` on and before `upper`, in order.
  @_disfavoredOverload
  public func forEach(
    in table: Table, from lower: Span<UInt8>? = nil, before upper: Span<UInt8>? = nil,
    order: ScanOrder = .ascending, _ body: (Span<UInt8>, Span<UInt8>) throws -> Void
  ) throws {
    try scan(table, lower, upper, order, wrapping: { $0 as any Error }, body)
  }

  /// Calls `body` with every key and value whose key begins with `prefix`, in order.
  public func forEach<E: LMDBErrorWrapping>(
    in table: Table, prefix: Span<UInt8>, _ body: (Span<UInt8>, Span<UInt8>) throws(E) -> Void
  ) throws(E) {
    try scan(table, prefix: prefix, wrapping: { E($0) }, body)
  }

  /// Calls `body` with every key and value whose key begins with `prefix`, in order.
  @_disfavoredOverload
  public func forEach(
    in table: Table, prefix: Span<UInt8>, _ body: (Span<UInt8>, Span<UInt8>) throws -> Void
  ) throws {
    try scan(table, prefix: prefix, wrapping: { $0 as any Error }, body)
  }

  /// Calls `body` with the first row of a table; nil when it has none.
  public func first<R, E: LMDBErrorWrapping>(
    in table: Table, _ body: (Span<UInt8>, Span<UInt8>) throws(E) -> R
  ) throws(E) -> R? {
    try end(table, .ascending, wrapping: { E($0) }, body)
  }

  /// Calls `body` with the first row of a table; nil when it has none.
  @_disfavoredOverload
  public func first<R>(
    in table: Table, _ body: (Span<UInt8>, Span<UInt8>) throws -> R
  ) throws -> R? {
    try end(table, .ascending, wrapping: { $0 as any Error }, body)
  }

  /// Calls `body` with the last row of a table; nil when it has none.
  public func last<R, E: LMDBErrorWrapping>(
    in table: Table, _ body: (Span<UInt8>, Span<UInt8>) throws(E) -> R
  ) throws(E) -> R? {
    try end(table, .descending, wrapping: { E($0) }, body)
  }

  /// Calls `body` with the last row of a table; nil when it has none.
  @_disfavoredOverload
  public func last<R>(
    in table: Table, _ body: (Span<UInt8>, Span<UInt8>) throws -> R
  ) throws -> R? {
    try end(table, .descending, wrapping: { $0 as any Error }, body)
  }
}

extension ReadTransaction {
  private func scan<E: Error>(
    _ table: Table, _ lower: Span<UInt8>?, _ upper: Span<UInt8>?, _ order: ScanOrder,
    wrapping wrap: (LMDBError) -> E, _ body: (Span<UInt8>, Span<UInt8>) throws(E) -> Void
  ) throws(E) {
    var cursor = try opened(table, wrapping: wrap)
    var isInside = try wrapped(wrap) { () throws(LMDBError) in
      try order == .ascending ? cursor.start(from: lower) : cursor.start(before: upper)
    }
    while isInside {
      switch order {
      case .ascending: if let upper, !cursor.key.precedes(upper) { return }
      case .descending: if let lower, cursor.key.precedes(lower) { return }
      }
      try body(cursor.key, cursor.value)
      isInside = try wrapped(wrap) { () throws(LMDBError) in
        try order == .ascending ? cursor.next() : cursor.previous()
      }
    }
  }

  private func scan<E: Error>(
    _ table: Table, prefix: Span<UInt8>,
    wrapping wrap: (LMDBError) -> E, _ body: (Span<UInt8>, Span<UInt8>) throws(E) -> Void
  ) throws(E) {
    var cursor = try opened(table, wrapping: wrap)
    var isInside = try wrapped(wrap) { () throws(LMDBError) in try cursor.seek(prefix) }
    while isInside, cursor.key.starts(with: prefix) {
      try body(cursor.key, cursor.value)
      isInside = try wrapped(wrap) { () throws(LMDBError) in try cursor.next() }
    }
  }

  private func end<R, E: Error>(
    _ table: Table, _ order: ScanOrder,
    wrapping wrap: (LMDBError) -> E, _ body: (Span<UInt8>, Span<UInt8>) throws(E) -> R
  ) throws(E) -> R? {
    var cursor = try opened(table, wrapping: wrap)
    let isThere = try wrapped(wrap) { () throws(LMDBError) in
      try order == .ascending ? cursor.first() : cursor.last()
    }
    return isThere ? try body(cursor.key, cursor.value) : nil
  }

  @_lifetime(borrow self)
  private func opened<E: Error>(
    _ table: Table, wrapping wrap: (LMDBError) -> E
  ) throws(E) -> Cursor {
    do throws(LMDBError) { return try cursor(in: table) } catch { throw wrap(error) }
  }

  @inline(__always)
  private func wrapped<R, E: Error>(
    _ wrap: (LMDBError) -> E, _ body: () throws(LMDBError) -> R
  ) throws(E) -> R {
    do throws(LMDBError) { return try body() } catch { throw wrap(error) }
  }
}

extension Cursor {
  /// Moves to the first row from a bound on.
  @_lifetime(self: copy self)
  fileprivate mutating func start(from lower: Span<UInt8>?) throws(LMDBError) -> Bool {
    guard let lower else { return try first() }
    return try seek(lower)
  }

  /// Moves to the last row before a bound.
  @_lifetime(self: copy self)
  fileprivate mutating func start(before upper: Span<UInt8>?) throws(LMDBError) -> Bool {
    guard let upper, try seek(upper) else { return try last() }
    return try previous()
  }
}

extension Span where Element == UInt8 {
  /// Whether these bytes come before others in LMDB's order: by byte, then by length.
  fileprivate func precedes(_ other: Span<UInt8>) -> Bool {
    let order = unsafe withUnsafeBufferPointer { left in
      unsafe other.withUnsafeBufferPointer { right in
        // Both regions are as long as the shorter one.
        guard let left = left.baseAddress, let right = right.baseAddress else {
          return Int32(0)
        }
        return unsafe memcmp(left, right, Swift.min(count, other.count))
      }
    }
    return order == 0 ? count < other.count : order < 0
  }

  /// Whether these bytes begin with others.
  fileprivate func starts(with prefix: Span<UInt8>) -> Bool {
    guard count >= prefix.count else { return false }
    for index in prefix.indices where self[index] != prefix[index] { return false }
    return true
  }
}
