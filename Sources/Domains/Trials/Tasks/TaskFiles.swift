import Bytes
import Codecs
import Crypto
import Files
import StageKit

/// The files of a registered task, each read only if it is what was registered.
struct TaskFiles: Sendable {
  let task: TrialContext.Task

  init(_ task: TrialContext.Task) { self.task = task }

  /// The task's specification.
  func specification() throws(StageError) -> TaskSpecification {
    let specification = try TaskSpecification(json("spec.json"), place("spec.json"))
    guard specification.id == task.id else {
      throw StageError(
        .invalid, "\(place("spec.json")) describes \(specification.id), not \(task.id)")
    }
    return specification
  }

  /// A file of the task as JSON.
  func json(_ name: String) throws(StageError) -> Value {
    let bytes = try bytes(name)
    do throws(JSONError) {
      return try JSON.decode(bytes)
    } catch {
      throw StageError(.invalid, "\(place(name)) is \(error.description)")
    }
  }

  /// The bytes of a file by its path below the task's directory.
  ///
  /// A file that is not registered, or no longer what was registered, is an error.
  func bytes(_ name: String) throws(StageError) -> [UInt8] {
    let path = PathName.join(task.file, name)
    guard let registered = task.files.first(where: { $0.path == path }) else {
      throw StageError(.invalid, "\(place(name)) is not registered with the study; amend the study")
    }
    let bytes = try StageFiles.read(PathName.join(task.path, name))
    guard SHA256.hash(bytes).hex == registered.digest else {
      throw StageError(
        .invalid, "\(place(name)) changed since the study was registered; restore it or amend")
    }
    return bytes
  }

  private func place(_ name: String) -> String { "'\(PathName.join(task.file, name))'" }
}
