import Files

/// The files that the evidence lies in, found among a stage's inputs by their names.
///
/// An input is a file, or a directory with the files of a pattern in it, however deep.
struct EvidenceFiles {
  let context: TrialContext

  /// Where a file is that one of these inputs has to hold.
  func path(_ file: String, in inputs: String...) throws(TrialError) -> String {
    for input in inputs {
      guard let path = context.optionalInput(input) else { continue }
      if PathName.lastComponent(path) == file { return path }
      let found = try TrialFiles.walk(path).filter { PathName.lastComponent($0) == file }
      if found.count > 1 {
        throw TrialError(
          .invalid,
          "input '\(input)' of stage '\(context.stage)' holds \(found.count) files "
            + "'\(file)'; name the one that is meant")
      }
      if let file = found.first { return PathName.join(path, file) }
    }
    let names = inputs.map { "'\($0)'" }.joined(separator: " or ")
    throw TrialError(
      .invalid, "stage '\(context.stage)' finds no '\(file)' in its input \(names)")
  }

  /// The members of the object in such a file.
  func fields(_ file: String, in input: String) throws(TrialError) -> TrialFields {
    let value = try TrialFiles.readJSON(path(file, in: input))
    return try TrialFields(value, "'\(file)'")
  }

  /// The table in such a file.
  func table(_ file: String, in input: String) throws(TrialError) -> Evidence.Table {
    try Evidence.Table(path(file, in: input), name: file)
  }
}
