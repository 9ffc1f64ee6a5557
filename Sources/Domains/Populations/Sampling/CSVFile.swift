import Codecs
import StageKit

/// Tables of comma-separated values as this domain reads them.
enum CSVFile {
  /// The header and the rows of a file.
  static func read(
    _ path: String, as name: String
  ) throws(StageError) -> (header: [String], rows: [[String]]) {
    let bytes = try StageFiles.read(path)
    do throws(CSVError) {
      return try CSV.decode(bytes)
    } catch {
      throw StageError(.invalid, "'\(name)' is \(error.description)")
    }
  }
}
