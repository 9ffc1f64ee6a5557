/// Nodes that a program makes, and their text.
extension Node {
  private static let nowhere = Mark(line: 0, column: 0)

  /// A text, quoted in the file where it could be read as something else.
  public static func text(_ text: String) -> Node {
    .scalar(text: text, plain: Scalar(plain: text) == .text(text), mark: nowhere)
  }

  /// A whole number.
  public static func int(_ number: Int) -> Node {
    .scalar(text: String(number), plain: true, mark: nowhere)
  }

  /// A finite number, as the shortest decimal that reads back the same; a whole one without a
  /// point.
  public static func number(_ number: Double) -> Node {
    let whole = abs(number) < 1e15 ? Int64(exactly: number) : nil
    return .scalar(text: whole.map(String.init) ?? "\(number)", plain: true, mark: nowhere)
  }

  /// True or false.
  public static func bool(_ value: Bool) -> Node {
    .scalar(text: value ? "true" : "false", plain: true, mark: nowhere)
  }

  /// Nothing.
  public static var null: Node { .scalar(text: "null", plain: true, mark: nowhere) }

  /// A sequence without a place in a file.
  public static func list(_ nodes: [Node]) -> Node { .sequence(nodes, mark: nowhere) }

  /// A mapping in the order given; keys without a value are left out.
  public static func map(_ pairs: [(String, Node?)]) -> Node {
    .mapping(
      pairs.compactMap { key, value in value.map { (key: .text(key), value: $0) } }, mark: nowhere)
  }

  /// The node as a YAML document that reads back as the same: blocks, two spaces, LF.
  ///
  /// Lists of scalars stand on one line.
  public var document: [UInt8] {
    var text = ""
    write(to: &text, indentation: 0)
    if !text.hasSuffix("\n") { text += "\n" }
    return Array(text.utf8)
  }

  private func write(to text: inout String, indentation: Int) {
    let margin = String(repeating: " ", count: indentation)
    switch self {
    case .scalar: text += scalarText
    case .sequence(let nodes, _):
      for node in nodes {
        text += "\(margin)- "
        node.writeNested(to: &text, indentation: indentation + 2, startsLine: false)
      }
      if nodes.isEmpty { text += "\(margin)[]\n" }
    case .mapping(let pairs, _):
      for (key, value) in pairs {
        text += "\(margin)\(key.scalarText):"
        value.writeNested(to: &text, indentation: indentation, startsLine: true)
      }
      if pairs.isEmpty { text += "\(margin){}\n" }
    }
  }

  /// Writes the value behind a key (`startsLine`) or a dash.
  private func writeNested(to text: inout String, indentation: Int, startsLine: Bool) {
    let gap = startsLine ? " " : ""
    if let line = flowText {
      text += "\(gap)\(line)\n"
      return
    }
    var block = ""
    write(
      to: &block,
      indentation: startsLine && asMapping == nil ? indentation : indentation + (startsLine ? 2 : 0)
    )
    if startsLine {
      text += "\n\(block)"
    } else {
      // The first line stands behind the dash, which is as wide as the margin.
      text += block.drop { $0 == " " }
    }
  }

  /// The value on one line: a scalar, nothing, or a list of scalars.
  private var flowText: String? {
    switch self {
    case .scalar: return scalarText
    case .sequence(let nodes, _):
      guard nodes.allSatisfy({ $0.asText != nil }) else { return nil }
      return "[\(nodes.map(\.scalarText).joined(separator: ", "))]"
    case .mapping(let pairs, _): return pairs.isEmpty ? "{}" : nil
    }
  }

  private var scalarText: String {
    guard case .scalar(let text, let plain, _) = self else { return "" }
    return plain && Self.isPlain(text) ? text : Self.quoted(text)
  }

  /// Whether a text may stand without quotes, in a list on one line too.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last else { return false }
    if "-?:,[]{}#&*!|>'\"%@` ".utf8.contains(first), text.count == 1 || Double(text) == nil {
      return false
    }
    if last == UInt8(ascii: " ") || last == UInt8(ascii: ":") { return false }
    var former: UInt8 = 0
    for byte in text.utf8 {
      if byte < 0x20 || byte == 0x7f || byte >= 0xc2 && byte <= 0xc2 { return false }
      if "[]{},".utf8.contains(byte) { return false }
      if byte == UInt8(ascii: "#"), former == UInt8(ascii: " ") { return false }
      if byte == UInt8(ascii: " "), former == UInt8(ascii: ":") { return false }
      former = byte
    }
    return true
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20 || scalar.value >= 0x7f && scalar.value < 0xa0:
        let hex = String(scalar.value, radix: 16)
        quoted += "\\x" + (hex.count < 2 ? "0" : "") + hex
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
