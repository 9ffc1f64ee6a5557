import Files
public import Ledger
import SQLite

/// How the stored rows stand to those that the log gives.
public struct RowCheck: Equatable, Sendable {
  /// The file that was looked at.
  public var path: String
  /// The tables of which a row is altered, missing or too many, in the order of the schema.
  public var altered: [String] = []
  /// Why nothing was looked at; nil when all was.
  public var notChecked: String?
}

extension ViewStore {
  /// Makes all rows again, in memory, and compares them with the file, row by row in key order.
  ///
  /// Changes nothing. A file that is not there, is of another log or was written by another build
  /// is no finding: it will be made anew before it is used.
  public func check(_ ledger: Ledger) throws(ProjectionError) -> RowCheck {
    guard let path = directory.map({ PathName.join($0, Self.fileName) }) else {
      return RowCheck(path: "", notChecked: "the rows of the views, which are in memory only")
    }
    var check = RowCheck(path: path)
    guard FileSystem.exists(path) else {
      check.notChecked = "the rows of the views, which are not there; they are made when needed"
      return check
    }
    do {
      guard let file = try RowFile.stored(path, ledger) else {
        check.notChecked =
          "the rows of the views, which are of another log or build; they will be made anew"
        return check
      }
      if try !file.hasOwnSchema() { check.altered.append("sqlite_schema") }
      let again = try RowFile.inMemory(file.size, ledger)
      for table in Tables.all where try !file.holdsSameRows(as: again, in: table) {
        check.altered.append(table.name)
      }
    } catch let error as SQLiteError {
      throw ProjectionError(.cache, "they cannot be read: \(error)")
    } catch {
      throw ProjectionError(reading: error)
    }
    return check
  }
}
