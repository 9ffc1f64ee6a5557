import Bytes
import Codecs
import Crypto
import Files
import StageKit

// The files of a registered task, each read only if it is what was registered.
extension TrialContext.Task {
  func specification() throws(StageError) -> TaskSpecification {
    let specification = try TaskSpecification(json("spec.json"), place("spec.json"))
    try require(
      specification.id == id, "\(place("spec.json")) describes \(specification.id), not \(id)")
    return specification
  }

  /// A file of the task as JSON.
  func json(_ name: String) throws(StageError) -> Value {
    try StageFiles.parseJSON(bytes(name), place(name))
  }

  /// The bytes of a file by its path below the task's directory.
  func bytes(_ name: String) throws(StageError) -> [UInt8] {
    let path = PathName.join(file, name)
    let registered = try require(
      files.first { $0.path == path },
      "\(place(name)) is not registered with the study; amend the study")
    return try StageFiles.read(
      registered: PathName.join(self.path, name), registered.digest, as: place(name))
  }

  private func place(_ name: String) -> String { "'\(PathName.join(file, name))'" }
}

extension StageFiles {
  /// The bytes of a file that was registered; one that is no longer what it was is refused.
  static func read(
    registered path: String, _ digest: String, as name: String
  ) throws(StageError) -> [UInt8] {
    let bytes = try read(path)
    try require(
      SHA256.hash(bytes).hex == digest,
      "\(name) changed since the study was registered; restore it or amend")
    return bytes
  }
}
