import Bytes
import TestKit

/// The tables of `docs/DOCUMENTS.md`.
struct DocumentMap {
  /// A row: what a document names, and what became of it.
  struct Row {
    var document: String
    var items: [String]
    var answer: String
  }

  /// What an answer refers to: a kind and a name, as in `verb `run``.
  struct Reference: Hashable {
    var kind: String
    var name: String
  }

  /// The words before a code span that say what it names.
  static let kinds = ["verb", "option", "event", "view", "key", "stage", "output", "parameter"]

  let rows: [Row]

  /// Reads the tables below headings that begin with a document's number.
  init(parsing text: String) {
    var rows: [Row] = []
    var document = ""
    for line in text.split(separator: "\n") {
      if line.hasPrefix("## ") { document = String(line.dropFirst(3).prefix { $0 != ":" }) }
      guard line.hasPrefix("| `"), let middle = line.firstRange(of: " | ") else { continue }
      rows.append(
        Row(
          document: document, items: Self.spans(String(line[..<middle.lowerBound])),
          answer: String(line[middle.upperBound...])))
    }
    self.rows = rows
  }

  /// The page of the repository.
  static func page() throws -> DocumentMap {
    DocumentMap(parsing: try text("docs/DOCUMENTS.md"))
  }

  /// A text file of the repository.
  static func text(_ path: String) throws -> String {
    String(decoding: try Vectors.bytes(path), as: UTF8.self)
  }

  /// The code spans of a text.
  static func spans(_ text: String) -> [String] {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    return stride(from: 1, to: parts.count, by: 2).map { String(parts[$0]) }
  }
}

extension DocumentMap.Row {
  /// The code spans of the answer that have a kind before them.
  var references: [DocumentMap.Reference] {
    let parts = answer.split(separator: "`", omittingEmptySubsequences: false)
    return stride(from: 1, to: parts.count, by: 2).compactMap { index in
      let words = parts[index - 1].split { " ,;:(".contains($0) }
      guard let kind = words.last.map(String.init), DocumentMap.kinds.contains(kind) else {
        return nil
      }
      return DocumentMap.Reference(kind: kind, name: String(parts[index]))
    }
  }

  /// Whether it says that something is not there.
  var isOpen: Bool { answer.contains("still to come") || answer.contains("not the ledger's") }
}
