import Bytes

/// A map from texts to values that is always in canonical order.
///
/// Canonical order is the order of the encoded keys: shorter UTF-8 first, then byte by byte. Keys
/// are compared as bytes, never by Unicode equivalence. Iteration follows canonical order, so
/// whatever is derived from a map is the same in every process. Lookup is a binary search,
/// insertion O(n).
public struct ValueMap: Sendable {
  private var pairs: [(key: String, value: Value)]

  public init() { pairs = [] }

  /// Makes a map of pairs given in any order.
  ///
  /// A repeated key is a programmer error and traps; pairs that come from outside are inserted one
  /// by one, after asking for the key.
  public init(_ pairs: [(String, Value)]) {
    self.pairs = pairs.sorted { ValueMap.precedes($0.0, $1.0) }
    for index in self.pairs.indices.dropFirst() {
      precondition(
        ValueMap.precedes(self.pairs[index - 1].key, self.pairs[index].key),
        "a map must not repeat the key '\(self.pairs[index].key)'")
    }
  }

  /// Makes a map of pairs that the caller has found to be in strict canonical order.
  init(canonical pairs: [(key: String, value: Value)]) { self.pairs = pairs }

  /// The value of `key`; setting `nil` removes the key.
  public subscript(key: String) -> Value? {
    get {
      let (index, found) = position(of: key)
      return found ? pairs[index].value : nil
    }
    set {
      let (index, found) = position(of: key)
      switch (newValue, found) {
      case (.some(let value), true): pairs[index].value = value
      case (.some(let value), false): pairs.insert((key, value), at: index)
      case (.none, true): pairs.remove(at: index)
      case (.none, false): break
      }
    }
  }

  /// Removes `key` and returns the value it had, if any.
  @discardableResult
  public mutating func removeValue(forKey key: String) -> Value? {
    let (index, found) = position(of: key)
    return found ? pairs.remove(at: index).value : nil
  }

  /// The keys, in canonical order.
  public var keys: [String] { pairs.map(\.key) }

  /// The values, in the order of their keys.
  public var values: [Value] { pairs.map(\.value) }

  /// How many containers are nested here, this one included.
  public var depth: Int { 1 + (pairs.lazy.map(\.value.depth).max() ?? 0) }

  /// Whether `left` comes before `right` in canonical order.
  static func precedes(_ left: String, _ right: String) -> Bool {
    let (leftCount, rightCount) = (left.utf8.count, right.utf8.count)
    if leftCount != rightCount { return leftCount < rightCount }
    return left.utf8Span.span.precedes(right.utf8Span.span)
  }

  /// Where `key` is, or where it would have to be inserted.
  private func position(of key: String) -> (index: Int, found: Bool) {
    var low = 0
    var high = pairs.count
    while low < high {
      let middle = (low + high) / 2
      if ValueMap.precedes(pairs[middle].key, key) { low = middle + 1 } else { high = middle }
    }
    return (low, low < pairs.count && !ValueMap.precedes(key, pairs[low].key))
  }
}

extension ValueMap: RandomAccessCollection {
  /// The position of the first pair.
  public var startIndex: Int { 0 }

  /// The position after the last pair.
  public var endIndex: Int { pairs.count }

  /// The pair at `position` in canonical order.
  public subscript(position: Int) -> (key: String, value: Value) { pairs[position] }
}

extension ValueMap: Equatable {
  /// Whether both maps have the same encoding.
  public static func == (left: ValueMap, right: ValueMap) -> Bool {
    left.elementsEqual(right) { $0.key.hasSameBytes(as: $1.key) && $0.value == $1.value }
  }
}

extension ValueMap: ExpressibleByDictionaryLiteral {
  /// Makes a map; a repeated key is a programmer error and traps.
  public init(dictionaryLiteral elements: (String, Value)...) { self.init(elements) }
}
