import Documents
import Files
import StageKit

/// The files that the evidence lies in, found among a stage's inputs by their names.
///
/// An input is a file, or a directory with the files of a pattern in it, however deep.
struct EvidenceFiles {
  let context: TrialContext

  /// Where a file is that one of these inputs has to hold.
  func path(_ file: String, in inputs: String...) throws(StageError) -> String {
    for input in inputs {
      guard let path = context.optionalInput(input) else { continue }
      if PathName.lastComponent(path) == file { return path }
      let found = try StageFiles.walk(path).filter { PathName.lastComponent($0) == file }
      if found.count > 1 {
        throw StageError(
          .invalid,
          "input '\(input)' of stage '\(context.stage)' holds \(found.count) files "
            + "'\(file)'; name the one that is meant")
      }
      if let file = found.first { return PathName.join(path, file) }
    }
    let names = inputs.map { "'\($0)'" }.joined(separator: " or ")
    throw StageError(
      .invalid, "stage '\(context.stage)' finds no '\(file)' in its input \(names)")
  }

  /// The members of the object in such a file.
  func fields(_ file: String, in input: String) throws(StageError) -> StageFields {
    let value = try StageFiles.readJSON(path(file, in: input))
    return try StageFields(value, "'\(file)'")
  }

  /// The table in such a file.
  func table(
    _ file: String, in input: String, _ columns: [String]
  ) throws(StageError) -> EvidenceTable {
    try EvidenceTable(path(file, in: input), name: file, columns: columns)
  }
}
