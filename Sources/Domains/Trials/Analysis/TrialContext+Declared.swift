import Codecs
import Files
import StageKit

extension TrialContext {
  /// Writes a table to where the study declares an output of its name.
  func write(declared name: String, _ text: String) throws(StageError) {
    try write(declaredPath(name), text)
  }

  /// Writes an object to where the study declares an output of its name.
  func write(declared name: String, _ value: Value) throws(StageError) {
    try write(declaredPath(name), value)
  }

  /// The declared output that ends with a name, or a file of that name where a pattern for a whole
  /// directory is declared; else the name itself.
  func declaredPath(_ name: String) -> String {
    if let output = base.outputs.first(where: { PathName.lastComponent($0) == name }) {
      return output
    }
    let pattern = base.outputs.first { ["*", "**"].contains(PathName.lastComponent($0)) }
    guard let pattern, pattern.contains("/") else { return name }
    return PathName.join(PathName.parent(pattern), name)
  }
}
