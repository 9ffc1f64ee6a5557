public import Codecs
import Files
public import StageKit

/// What a run may do, as the study declares it and the manifest records it.
///
/// Whatever it does not allow is denied. An unknown member is an error: a rule that nobody
/// enforces must not look like one that holds.
public struct PermissionSet: Sendable, Equatable {
  /// The kinds of file operation there are.
  public enum Operation: String, CaseIterable, Sendable {
    /// Reading a file, listing a directory, asking what is there.
    case read
    /// Changing a file that exists.
    case write
    /// Making a file or directory.
    case create
    /// Deleting a file.
    case delete

    /// Whether something is different afterwards.
    public var isMutation: Bool { self != .read }
  }

  /// Why something is denied.
  public enum Denial: Error, Equatable, Sendable {
    /// The operation is none that the set allows.
    case operation(Operation)
    /// The path lies outside of what the set allows.
    case outside
    /// The path matches a forbidden pattern.
    case forbidden(String)
    /// The path may only be read.
    case readOnly
    /// The path is a link, and what it leads to is denied.
    case link(String)
  }

  /// The operations that are allowed.
  public let operations: [Operation]
  /// Where anything may be done at all.
  public let allowed: [PathPattern]
  /// What of it may only be read.
  public let readOnly: [PathPattern]
  /// What nobody may touch, whatever is allowed.
  public let forbidden: [PathPattern]
  /// Whether sockets may be made.
  public let allowsNetwork: Bool
  /// Whether processes may be started.
  public let allowsSubprocesses: Bool

  /// The members of a permission set, as study files and manifests have them.
  public static let members = [
    "file_operations", "allowed_paths", "read_only_paths", "forbidden_paths", "network_access",
    "subprocess_spawn",
  ]

  /// Reads the set of a study file or manifest.
  public init(_ map: ValueMap) throws(StageError) {
    let fields = try StageFields(.map(map), "the permission set")
    for key in map.keys where !Self.members.contains(key) {
      throw StageError(.invalid, "the permission set has no key '\(key)'")
    }
    var operations: [Operation] = []
    for word in try fields.texts("file_operations") {
      guard let operation = Operation(rawValue: word) else {
        throw StageError(
          .invalid,
          "there is no file operation '\(word)'; there are read, write, create and "
            + "delete")
      }
      operations.append(operation)
    }
    self.operations = operations
    allowed = try fields.texts("allowed_paths").map(PathPattern.init)
    readOnly = try fields.texts("read_only_paths").map(PathPattern.init)
    forbidden = try fields.texts("forbidden_paths").map(PathPattern.init)
    allowsNetwork = try fields.flag("network_access", default: false)
    allowsSubprocesses = try fields.flag("subprocess_spawn", default: false)
  }

  /// Why an operation on a path is denied, or nil where it is allowed.
  ///
  /// The path is judged by its text, after `.`, `..` and empty components are gone; links are the
  /// business of whoever touches the disk.
  public func denial(of operation: Operation, on path: String) -> Denial? {
    let path = PathName.normalize(path)
    if let pattern = forbidden.first(where: { $0.matches(path) }) {
      return .forbidden(pattern.text)
    }
    if PathName.isAbsolute(path) || path == ".." || path.hasPrefix("../") { return .outside }
    guard operations.contains(operation) else { return .operation(operation) }
    guard allowed.contains(where: { $0.matches(path) }) else { return .outside }
    if operation.isMutation, isReadOnly(path) { return .readOnly }
    return nil
  }

  /// Whether a path may be read and never changed.
  public func isReadOnly(_ path: String) -> Bool { readOnly.contains { $0.matches(path) } }

  /// Whether anything may be done with a path.
  public func isInScope(_ path: String) -> Bool {
    let path = PathName.normalize(path)
    return allowed.contains { $0.matches(path) } && !forbidden.contains { $0.matches(path) }
  }
}

extension PermissionSet.Denial: CustomStringConvertible {
  /// The reason in words, as it stands in a log.
  public var description: String {
    switch self {
    case .operation(let operation): "the operation '\(operation.rawValue)' is not permitted"
    case .outside: "the path is outside the permitted scope"
    case .forbidden(let pattern): "the path is forbidden by '\(pattern)'"
    case .readOnly: "the path is read-only"
    case .link(let target): "the path is a link to '\(target)', which is not permitted"
    }
  }
}
