import CPopulations
import StageKit

/// The data files that the program brings along: templates, profiles of gates, prices of models.
enum BuiltInFile {
  /// The bytes of the file of a name, or nil when there is none.
  static func bytes(_ name: String) -> [UInt8]? {
    var number: Int32 = 0
    while true {
      let file = unsafe rl_population_file(number)
      guard let start = unsafe file.name, let bytes = unsafe file.bytes else { return nil }
      if unsafe String(cString: start) == name {
        return unsafe Array(
          UnsafeRawBufferPointer(start: UnsafeRawPointer(bytes), count: Int(file.size)))
      }
      number += 1
    }
  }

  /// The names of all files, in the order of their list.
  static var names: [String] {
    var names: [String] = []
    var number: Int32 = 0
    while let start = unsafe rl_population_file(number).name {
      names.append(unsafe String(cString: start))
      number += 1
    }
    return names
  }

  /// Reads a file with `body`.
  static func read<Result>(
    _ name: String, _ body: (Item) -> Result?
  ) throws(StageError) -> Result {
    let bytes = try require(bytes(name), "there is no file '\(name)' among the built-in ones")
    return try SourceFile.read(bytes, as: "\(name).yaml", body)
  }
}
