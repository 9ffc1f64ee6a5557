extension CBORWriter {
  /// Writes a whole value.
  ///
  /// Traps when more than ``CBOR/depthLimit`` containers are nested, those counted that the caller
  /// has opened around it, since nothing could read the result.
  public mutating func value(_ value: Value, enclosing depth: Int = 0) {
    write(value, enclosing: depth)
  }

  /// Writes a whole map.
  ///
  /// Traps when more than ``CBOR/depthLimit`` containers are nested, since nothing could read the
  /// result.
  public mutating func map(_ map: ValueMap) { write(map, enclosing: 0) }

  private mutating func write(_ value: Value, enclosing depth: Int) {
    switch value {
    case .null: null()
    case .bool(let bool): self.bool(bool)
    case .int(let int): self.int(int)
    case .double(let double): self.double(double)
    case .bytes(let bytes): self.bytes(bytes)
    case .text(let text): self.text(text)
    case .array(let elements):
      precondition(depth < CBOR.depthLimit, "a value nests too many containers to be encoded")
      array(elements.count)
      for element in elements { write(element, enclosing: depth + 1) }
    case .map(let map): write(map, enclosing: depth)
    }
  }

  private mutating func write(_ map: ValueMap, enclosing depth: Int) {
    precondition(depth < CBOR.depthLimit, "a value nests too many containers to be encoded")
    self.map(map.count)
    for (key, value) in map {
      text(key)
      write(value, enclosing: depth + 1)
    }
  }
}
