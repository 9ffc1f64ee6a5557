import Bytes

/// Writes one canonical JSON text.
struct JSONWriter {
  private let pretty: Bool
  private var bytes: [UInt8] = []
  private var indentation = 0

  init(pretty: Bool) {
    self.pretty = pretty
    bytes.reserveCapacity(256)
  }

  consuming func finish() -> [UInt8] {
    if pretty { bytes.append(UInt8(ascii: "\n")) }
    return bytes
  }

  mutating func write(_ value: Value) {
    switch value {
    case .null: append("null")
    case .bool(let bool): append(bool ? "true" : "false")
    case .int(let int): write(int)
    case .double(let double): write(double)
    case .bytes(let bytes): write(Hex.encode(bytes))
    case .text(let text): write(text)
    case .array(let elements):
      write(UInt8(ascii: "["), elements.count, UInt8(ascii: "]")) { writer, index in
        writer.write(elements[index])
      }
    case .map(let map):
      let order = JSONWriter.order(of: map)
      write(UInt8(ascii: "{"), map.count, UInt8(ascii: "}")) { writer, index in
        let (key, value) = map[order[index]]
        writer.write(key)
        writer.bytes.append(UInt8(ascii: ":"))
        if writer.pretty { writer.bytes.append(UInt8(ascii: " ")) }
        writer.write(value)
      }
    }
  }

  /// The places of a map's pairs in the order of their keys' bytes.
  ///
  /// Maps are small and nearly in this order, for which nothing beats insertion; large ones are
  /// sorted.
  private static func order(of map: ValueMap) -> [Int] {
    var order = Array(map.indices)
    guard map.count <= 16 else {
      order.sort { map[$0].key.utf8Span.span.precedes(map[$1].key.utf8Span.span) }
      return order
    }
    for index in order.indices.dropFirst() {
      let place = order[index]
      let key = map[place].key
      var free = index
      while free > 0, key.utf8Span.span.precedes(map[order[free - 1]].key.utf8Span.span) {
        order[free] = order[free - 1]
        free -= 1
      }
      order[free] = place
    }
    return order
  }

  private mutating func write(_ number: Int64) {
    guard number >= 0, number < 10 else { return append(number.description) }
    bytes.append(UInt8(ascii: "0") + UInt8(number))
  }

  private mutating func write(_ number: Double) {
    if number.isFinite {
      // The standard library prints the shortest decimal that reads back as the same double.
      append(number.description)
    } else if number.isNaN {
      write("NaN")
    } else {
      write(number < 0 ? "-Infinity" : "Infinity")
    }
  }

  private mutating func write(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    let content = text.utf8Span.span
    if JSONWriter.isPlain(content) { bytes.append(contentsOf: content) } else { escape(content) }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Whether nothing of a text has to be escaped.
  private static func isPlain(_ text: Span<UInt8>) -> Bool {
    for index in text.indices {
      let byte = text[index]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return false }
    }
    return true
  }

  private mutating func escape(_ text: Span<UInt8>) {
    for index in text.indices {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case 0x08: append("\\b")
      case 0x09: append("\\t")
      case 0x0a: append("\\n")
      case 0x0c: append("\\f")
      case 0x0d: append("\\r")
      case ..<0x20: append("\\u00" + Hex.encode([byte]))
      default: bytes.append(byte)
      }
    }
  }

  private mutating func write(
    _ open: UInt8, _ count: Int, _ close: UInt8, each body: (inout JSONWriter, Int) -> Void
  ) {
    bytes.append(open)
    indentation += 1
    for index in 0..<count {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      breakLine()
      body(&self, index)
    }
    indentation -= 1
    if count > 0 { breakLine() }
    bytes.append(close)
  }

  private mutating func breakLine() {
    guard pretty else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * indentation))
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8Span.span) }
}
