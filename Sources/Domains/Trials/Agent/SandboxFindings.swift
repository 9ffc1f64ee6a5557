import Agents
import Codecs
import Crypto
import Files
import StageKit

/// What lies in a sandbox when an execution is over.
struct SandboxFindings: Sendable, Equatable {
  /// The most bytes that an execution may leave in `work` and `outputs`.
  static let bytesMax: UInt64 = 1 << 26
  /// The most files and directories.
  static let countMax = 10_000
  /// How deep directories may nest.
  static let depthMax = 64

  /// Regular files in `work` and `outputs`, sorted.
  private(set) var files: [String] = []
  /// Links and special files in `work` and `outputs`, which cannot be delivered, sorted.
  private(set) var undeliverable: [String] = []
  /// Whatever lies where nothing may be made, sorted; a directory stands for what is in it.
  private(set) var outOfScope: [String] = []
  /// Why there is too much to take over, or nil.
  private(set) var excess: String?

  private var bytes: UInt64 = 0
  private var count = 0

  /// Looks at everything in a sandbox and beside it.
  init(_ sandbox: Sandbox, _ permissions: PermissionSet) throws(StageError) {
    for entry in try Self.list(sandbox.enclosure)
    where entry.name != "sandbox" && entry.name != ExternalAgent.homeName {
      // The decoy's file is ours.
      let isOurs = sandbox.planted.contains { PathName.lastComponent($0) == entry.name }
      if !isOurs { outOfScope.append("../\(entry.name)") }
    }
    try look(sandbox, "", permissions, depth: 0)
    for paths in [\SandboxFindings.files, \.undeliverable, \.outOfScope] {
      self[keyPath: paths].sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
  }

  /// The regular files that an agent could have written to, its log among them.
  static func regularFiles(_ sandbox: Sandbox) throws(StageError) -> [String] {
    var found: [String] = []
    for folder in ["work", "outputs"] {
      for path in try StageFiles.walk(sandbox.path(folder)) {
        let file = sandbox.path("\(folder)/\(path)")
        if (try? FileSystem.status(file, followLinks: false))?.kind == .file { found.append(file) }
      }
    }
    let log = sandbox.path("agent.log")
    if (try? FileSystem.status(log, followLinks: false))?.kind == .file { found.append(log) }
    return found
  }

  private mutating func look(
    _ sandbox: Sandbox, _ directory: String, _ permissions: PermissionSet, depth: Int
  ) throws(StageError) {
    let place = sandbox.path(directory)
    for entry in try Self.list(place) {
      let path = directory.isEmpty ? entry.name : "\(directory)/\(entry.name)"
      guard permissions.isInScope(path) else {
        outOfScope.append(path)
        continue
      }
      count += 1
      if count > Self.countMax || depth > Self.depthMax {
        excess = "more than \(Self.countMax) files, or directories nested too deep"
        return
      }
      let isDelivery = path.hasPrefix("work/") || path.hasPrefix("outputs/")
      switch entry.kind {
      case .directory: try look(sandbox, path, permissions, depth: depth + 1)
      case .file where isDelivery: try take(path, in: sandbox)
      case .file: break
      case .symlink, .other: if isDelivery { undeliverable.append(path) }
      }
    }
  }

  private mutating func take(_ path: String, in sandbox: Sandbox) throws(StageError) {
    let status = try StageFiles.attempt { () throws(FileError) in
      let status = try FileSystem.status(sandbox.path(path), followLinks: false)
      // What nobody can read is nobody's evidence.
      if let status, status.mode & 0o400 == 0 {
        try FileSystem.setMode(sandbox.path(path), status.mode | 0o400)
      }
      return status
    }
    guard let status else { return }
    bytes += status.size
    if bytes > Self.bytesMax { excess = "more than \(Self.bytesMax) bytes" }
    files.append(path)
  }

  /// The entries of a directory, also of one that its maker has closed.
  private static func list(_ directory: String) throws(StageError) -> [DirectoryEntry] {
    try StageFiles.attempt { () throws(FileError) in
      if let status = try FileSystem.status(directory, followLinks: false),
        status.mode & 0o700 != 0o700
      {
        try FileSystem.setMode(directory, status.mode | 0o700)
      }
      return try FileSystem.listing(directory)
    }
  }
}

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
