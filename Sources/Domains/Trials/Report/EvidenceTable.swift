import Codecs
import StageKit

/// A file of comma-separated values, read by the names of its columns.
struct EvidenceTable {
  let rows: [Row]

  /// Reads a file, which messages call `name`; one without all of `columns` is refused.
  init(_ path: String, name: String, columns: [String]) throws(StageError) {
    let bytes = try StageFiles.read(path)
    let table: (header: [String], rows: [[String]])
    do throws(CSVError) {
      table = try CSV.decode(bytes)
    } catch {
      throw StageError(.invalid, "'\(name)' is \(error.description)")
    }
    for column in columns where !table.header.contains(column) {
      throw StageError(.invalid, "'\(name)' has no column '\(column)'")
    }
    rows = table.rows.enumerated().map { index, fields in
      Row(place: "'\(name)', row \(index + 1)", header: table.header, fields: fields)
    }
  }

  /// One row of such a file.
  struct Row {
    let place: String
    let header: [String]
    let fields: [String]

    func text(_ column: String) throws(StageError) -> String {
      guard let index = header.firstIndex(of: column) else {
        throw StageError(.invalid, "\(place) has no column '\(column)'")
      }
      return fields[index]
    }

    /// A number, or nil where the field is empty.
    func optionalNumber(_ column: String) throws(StageError) -> Double? {
      let text = try text(column)
      if text.isEmpty { return nil }
      guard let number = Double(text), number.isFinite else {
        throw StageError(.invalid, "\(place): '\(column)' is no number but '\(text)'")
      }
      return number
    }

    func flag(_ column: String) throws(StageError) -> Bool {
      switch try text(column) {
      case "true", "1": true
      case "false", "0": false
      case let other:
        throw StageError(.invalid, "\(place): '\(column)' is neither true nor false but '\(other)'")
      }
    }

    /// One of the words of a closed list.
    func word<Word: RawRepresentable<String>>(_ column: String) throws(StageError) -> Word {
      let text = try text(column)
      guard let word = Word(rawValue: text) else {
        throw StageError(.invalid, "\(place): '\(column)' has no '\(text)'")
      }
      return word
    }
  }
}
