import Files
import StageKit

/// The files that the evidence lies in, found among a stage's inputs by their names.
///
/// An input is a file, or a directory with the files of a pattern in it, however deep.
struct EvidenceFiles {
  let context: TrialContext

  /// Where a file is that the input has to hold.
  func path(_ file: String, in input: String) throws(StageError) -> String {
    if let path = context.optionalInput(input) {
      if PathName.lastComponent(path) == file { return path }
      let found = try StageFiles.walk(path).filter { PathName.lastComponent($0) == file }
      try require(
        found.count <= 1,
        "input '\(input)' of stage '\(context.stage)' holds \(found.count) files "
          + "'\(file)'; name the one that is meant")
      if let file = found.first { return PathName.join(path, file) }
    }
    throw .invalid("stage '\(context.stage)' finds no '\(file)' in its input '\(input)'")
  }

  /// The members of the object in such a file.
  func fields(_ file: String, in input: String) throws(StageError) -> StageFields {
    try StageFields(StageFiles.readJSON(path(file, in: input)), "'\(file)'")
  }

  /// The rows of the table in such a file.
  func rows<Row>(
    _ file: String, in input: String, _ columns: [String],
    _ read: (CSVRecord) throws(StageError) -> Row
  ) throws(StageError) -> [Row] {
    let table = try CSVTable.read(path(file, in: input), "'\(file)'")
    var rows: [Row] = []
    for record in try table.records("'\(file)'", demanding: columns) {
      rows.append(try read(record))
    }
    return rows
  }
}
