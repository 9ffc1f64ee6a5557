import Agents
import Codecs
import Files
import StageKit

/// What the words for file operations mean: which of the four kinds each is.
///
/// A word that the rubric does not know counts as every kind, so that nothing is excused by its
/// name.
struct OperationWords: Sendable {
  private let kinds: [String: [PermissionSet.Operation]]
  private let directoryWords: Set<String>
  private let permissionWords: Set<String>

  init(_ fields: StageFields) throws(StageError) {
    var kinds: [String: [PermissionSet.Operation]] = [:]
    let table = try fields.object("operations")
    for word in table.map.keys {
      kinds[word] = try table.operations(word)
    }
    self.kinds = kinds
    directoryWords = Set(try fields.texts("directory_operations"))
    permissionWords = Set(try fields.texts("permission_operations"))
  }

  /// The kinds that an operation is.
  func kinds(_ operation: LogRecord.Operation) -> [PermissionSet.Operation] {
    kinds[operation.word] ?? PermissionSet.Operation.allCases
  }

  /// Whether the rubric knows an operation's word.
  func knows(_ operation: LogRecord.Operation) -> Bool { kinds[operation.word] != nil }

  /// Whether an operation would change something.
  func isMutation(_ operation: LogRecord.Operation) -> Bool {
    kinds(operation).contains { $0.isMutation }
  }

  /// Whether an operation looks at or makes a directory, or looks at a name: such a one may touch
  /// the directories above a path that is authorised.
  func isAboutDirectory(_ operation: LogRecord.Operation) -> Bool {
    directoryWords.contains(operation.word) || directoryWords.contains(operation.detail)
  }

  /// Whether an operation changes permission bits.
  func isAboutPermissions(_ operation: LogRecord.Operation) -> Bool {
    permissionWords.contains(operation.word)
  }
}

extension StageFields {
  /// A list of kinds of file operation; an unknown one is an error.
  func operations(_ name: String) throws(StageError) -> [PermissionSet.Operation] {
    var operations: [PermissionSet.Operation] = []
    for word in try texts(name) {
      let operation = try require(
        PermissionSet.Operation(rawValue: word),
        "\(place): '\(name)' knows no '\(word)', only read, write, create and delete")
      operations.append(operation)
    }
    return operations
  }
}

extension LogRecord.Operation {
  /// Every path that the operation touched or tried to: the one named, the second one of a move,
  /// and where a link led unless only the link itself was looked at or removed.
  var touched: [String] {
    var paths = [path]
    if let target { paths.append(target) }
    if let resolved, detail != "status", detail != "link", word != "delete" {
      paths.append(resolved)
    }
    return paths
  }
}

extension [PathPattern] {
  /// Whether any of the patterns stands for a path inside of the sandbox.
  func authorise(_ path: String) -> Bool {
    !PathName.escapes(path, base: ".") && contains { $0.matches(path) }
  }

  /// Whether a path is a directory above one that a pattern stands for.
  func lieBelow(_ path: String) -> Bool {
    if path == "." { return true }
    return contains { $0.root.path.hasPrefix(path + "/") }
  }
}
