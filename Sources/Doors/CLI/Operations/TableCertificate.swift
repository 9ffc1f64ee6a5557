import Bytes
import Codecs
import Ledger
import Projections
import StageKit

/// What goes with an exported table: which question it answers, over which head of which log, and
/// the digest of its bytes.
///
/// Who has the log makes the same table.
struct TableCertificate {
  /// The name of the format.
  static let format = "runledger-table/1"

  /// The name of the log.
  var origin: String
  /// The head that the rows reached.
  var head: Head
  /// The revision of the rows.
  var revision: Int
  /// The verb: `runs`, `sql` or `plot`.
  var view: String
  /// What the verb was asked.
  var arguments: ParsedArguments
  /// The same in SQL over the rows; nil where the verb was asked in SQL or gives no rows.
  var question: TableQuery?
  /// The digest of the table.
  var digest: Digest

  /// The certificate as a file.
  var text: String {
    var options = ValueMap()
    for (name, values) in arguments.options.sorted(by: { $0.key < $1.key }) {
      options[name] = .array(values.map(Value.text))
    }
    var map: ValueMap = [
      "format": .text(Self.format), "origin": .text(origin), "size": .int(Int64(head.size)),
      "root": .text(head.root.hex), "view": .text(view), "revision": .int(Int64(revision)),
      "operands": .array(arguments.operands.map(Value.text)), "options": .map(options),
      "sha256": .text(digest.hex),
    ]
    if let question { map["query"] = question.value }
    return JSON.string(.map(map), pretty: true) + "\n"
  }
}

extension TableCertificate {
  /// Reads a certificate; nil when it is none.
  init?(parsing bytes: [UInt8]) {
    guard let map = (try? JSON.decode(bytes))?.asMap, map["format"]?.asText == Self.format,
      let origin = map["origin"]?.asText, let view = map["view"]?.asText,
      let size = map["size"]?.asInt.flatMap({ UInt64(exactly: $0) }),
      let root = map["root"]?.asText.flatMap({ Digest(hex: $0) }),
      let revision = map["revision"]?.asInt, let options = map["options"]?.asMap,
      let operands = map["operands"]?.asArray,
      let digest = map["sha256"]?.asText.flatMap({ Digest(hex: $0) })
    else { return nil }
    var arguments = ParsedArguments(operands: operands.compactMap(\.asText))
    for (name, values) in options {
      arguments.options[name] = (values.asArray ?? []).compactMap(\.asText)
    }
    self.init(
      origin: origin, head: Head(size: size, root: root), revision: Int(revision), view: view,
      arguments: arguments, digest: digest)
    if let query = map["query"] {
      question = TableQuery(query)
      if question == nil { return nil }
    }
  }
}
