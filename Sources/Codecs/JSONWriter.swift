import Bytes

/// Writes one canonical JSON text.
struct JSONWriter {
  private let pretty: Bool
  private var bytes: [UInt8] = []
  private var indentation = 0

  init(pretty: Bool) { self.pretty = pretty }

  consuming func finish() -> [UInt8] {
    if pretty { bytes.append(UInt8(ascii: "\n")) }
    return bytes
  }

  mutating func write(_ value: Value) {
    switch value {
    case .null: append("null")
    case .bool(let bool): append(bool ? "true" : "false")
    case .int(let int): append(int.description)
    case .double(let double): write(double)
    case .bytes(let bytes): write(Hex.encode(bytes))
    case .text(let text): write(text)
    case .array(let elements):
      write("[", elements, "]") { writer, element in writer.write(element) }
    case .map(let map):
      let sorted = map.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      write("{", sorted, "}") { writer, pair in
        writer.write(pair.key)
        writer.append(writer.pretty ? ": " : ":")
        writer.write(pair.value)
      }
    }
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
    for byte in text.utf8 {
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
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func write<Element>(
    _ open: String, _ elements: [Element], _ close: String,
    each body: (inout JSONWriter, Element) -> Void
  ) {
    append(open)
    indentation += 1
    for (index, element) in elements.enumerated() {
      if index > 0 { append(",") }
      breakLine()
      body(&self, element)
    }
    indentation -= 1
    if !elements.isEmpty { breakLine() }
    append(close)
  }

  private mutating func breakLine() {
    guard pretty else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * indentation))
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
