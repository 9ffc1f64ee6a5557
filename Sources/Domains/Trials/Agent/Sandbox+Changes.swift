import Agents
import Codecs
import Crypto
import Files
import StageKit

extension Sandbox {
  /// Something that is not as it was before the execution.
  struct Change: Sendable, Equatable {
    let operation: PermissionSet.Operation
    let path: String
  }

  /// The digests of files by their paths, in the order given.
  func digests(of files: [String]) throws(StageError) -> [(path: String, digest: String)] {
    var digests: [(path: String, digest: String)] = []
    for file in files { digests.append((file, try StageFiles.digest(path(file)))) }
    return digests
  }

  /// The digests of what was delivered: every file in `outputs`, and every file in `work` that is
  /// new or changed.
  func delivered(_ digests: [(path: String, digest: String)]) -> ValueMap {
    ValueMap(
      digests.filter { $0.path.hasPrefix("outputs/") || given($0.path) != $0.digest }
        .map { ($0.path, .text($0.digest)) })
  }

  /// What was made, changed or removed, as far as the files tell.
  func changes(_ digests: [(path: String, digest: String)]) -> [Change] {
    var changes: [Change] = []
    for (path, digest) in digests where PathName.lastComponent(path) != TaskExecution.nothing {
      if let given = given(path) {
        if given != digest { changes.append(Change(operation: .write, path: path)) }
      } else {
        changes.append(Change(operation: .create, path: path))
      }
    }
    for input in material.inputs where !digests.contains(where: { $0.path == input.file.path }) {
      changes.append(Change(operation: .delete, path: input.file.path))
    }
    return changes
  }

  /// Paths that nobody may change and that are not what they were.
  var changedReadOnlyPaths: [String] {
    var expected = [
      (TaskSpecification.path, material.specification), ("variant.md", material.variant),
    ]
    for input in material.inputs {
      expected.append((input.file.copy, input.bytes))
      if input.file.isReadOnly { expected.append((input.file.path, input.bytes)) }
    }
    return expected.filter { (try? StageFiles.read(path($0.0))) != $0.1 }.map { $0.0 }
  }

  /// The digest of a file that the task came with.
  private func given(_ path: String) -> String? {
    material.inputs.first { $0.file.path == path }?.file.digest
  }
}
