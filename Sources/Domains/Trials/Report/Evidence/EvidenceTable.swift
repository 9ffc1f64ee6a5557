import Codecs
import Documents
import StageKit

extension Evidence {
  /// A file of comma-separated values, read by the names of its columns.
  struct Table {
    /// The file as messages name it.
    let name: String
    let header: [String]
    let rows: [Row]

    init(_ path: String, name: String) throws(StageError) {
      let bytes = try StageFiles.read(path)
      do throws(CSVError) {
        let (header, rows) = try CSV.decode(bytes)
        self.header = header
        self.rows = rows.enumerated().map { index, fields in
          Row(place: "'\(name)', row \(index + 1)", header: header, fields: fields)
        }
      } catch {
        throw StageError(.invalid, "'\(name)' is \(error.description)")
      }
      self.name = name
    }

    /// Refuses a file without one of these columns, also when it has no rows.
    func require(_ columns: [String]) throws(StageError) {
      for column in columns where !header.contains(column) {
        throw StageError(.invalid, "'\(name)' has no column '\(column)'")
      }
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

    func number(_ column: String) throws(StageError) -> Double {
      guard let number = try optionalNumber(column) else {
        throw StageError(.invalid, "\(place): '\(column)' is empty")
      }
      return number
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

    func count(_ column: String) throws(StageError) -> Int {
      let number = try number(column)
      guard let count = Int(exactly: number), count >= 0 else {
        throw StageError(.invalid, "\(place): '\(column)' is no count")
      }
      return count
    }

    func flag(_ column: String) throws(StageError) -> Bool {
      switch try text(column) {
      case "true", "1": true
      case "false", "0": false
      case let other:
        throw StageError(.invalid, "\(place): '\(column)' is neither true nor false but '\(other)'")
      }
    }
  }
}
