import Files
import StageKit

/// What a step says to whoever called it, on standard output.
enum StageOutput {
  static func write(_ text: String) throws(StageError) {
    do throws(FileError) {
      try StandardDescriptors.writeOutput(Array(text.utf8))
    } catch {
      throw StageError(error)
    }
  }
}
