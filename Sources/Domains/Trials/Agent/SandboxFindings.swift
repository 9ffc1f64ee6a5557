import Agents
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
