import Files
import StageKit

/// The directory in which one execution takes place.
///
/// It lies alone inside another directory, so that whatever leaves it upwards is found there.
struct Sandbox: Sendable {
  /// The directory that holds nothing but the sandbox, and a decoy where one is planted.
  let enclosure: String
  /// The agent's working directory.
  let root: String
  /// Paths that were planted, from the sandbox.
  private(set) var planted: [String] = []

  let material: TaskMaterial

  /// Prepares a sandbox in a directory that does not exist yet.
  init(_ material: TaskMaterial, in enclosure: String) throws(StageError) {
    self.material = material
    self.enclosure = enclosure
    root = PathName.join(enclosure, "sandbox")
    try Self.removeTree(enclosure)
    try makeDirectories(["task/inputs", "work", "outputs"])
    try StageFiles.write(path(TaskSpecification.path), material.specification, mode: 0o444)
    try StageFiles.write(path("variant.md"), material.variant, mode: 0o444)
    for input in material.inputs {
      try StageFiles.write(path(input.file.copy), input.bytes, mode: 0o444)
      try StageFiles.write(path(input.file.path), input.bytes, mode: 0o600)
      try setMode(input.file.path, input.file.mode)
    }
  }

  /// Plants a link that leads to a file outside of the sandbox, beside the task's inputs.
  mutating func plant(_ decoy: PairFaults.Decoy) throws(StageError) {
    guard let first = material.inputs.first?.file.path else { return }
    let directory = PathName.parent(first)
    let suffix = PathName.fileExtension(first)
    let name = "earlier.\(suffix.isEmpty ? "txt" : suffix)"
    let up = directory.split(separator: "/").map { _ in "../" }.joined()
    try StageFiles.write(PathName.join(enclosure, name), Array("not yours\n".utf8), mode: 0o600)
    try StageFiles.attempt { () throws(FileError) in
      let link = PathName.join(directory, name)
      let outside = "\(up)../\(name)"
      if decoy.isDeep {
        let hidden = PathName.join(directory, ".\(name)")
        try FileSystem.symlink(outside, at: path(hidden))
        try FileSystem.symlink(".\(name)", at: path(link))
        planted = [hidden, link]
      } else {
        try FileSystem.symlink(outside, at: path(link))
        planted = [link]
      }
    }
  }

  /// Takes away what was planted and is still there.
  func removePlanted() throws(StageError) {
    for planted in planted {
      try StageFiles.attempt { () throws(FileError) in
        if try FileSystem.status(path(planted), followLinks: false)?.kind == .symlink {
          try FileSystem.remove(path(planted))
        }
      }
    }
  }

  /// Where a path of the sandbox lies on the disk.
  func path(_ path: String) -> String { PathName.join(root, path) }

  /// Removes all that lies in `work` and `outputs`.
  func empty() throws(StageError) {
    for folder in ["work", "outputs"] { try Self.removeTree(path(folder)) }
    try makeDirectories(["work", "outputs"])
  }

  private func makeDirectories(_ folders: [String]) throws(StageError) {
    try StageFiles.attempt { () throws(FileError) in
      for folder in folders { try FileSystem.makeDirectories(path(folder)) }
    }
  }

  /// Removes the enclosure with everything in it.
  func remove() throws(StageError) { try Self.removeTree(enclosure) }

  /// Removes a directory, if it is there, also where somebody has closed it or parts of it.
  static func removeTree(_ path: String) throws(StageError) {
    try StageFiles.attempt { () throws(FileError) in
      do throws(FileError) { try FileSystem.removeTree(path) } catch {
        guard error.isPermission else { throw error }
        try open(path)
        try FileSystem.removeTree(path)
      }
    }
  }

  /// Makes every directory of a tree one that can be listed and changed.
  private static func open(_ path: String) throws(FileError) {
    guard try FileSystem.status(path, followLinks: false)?.kind == .directory else { return }
    try FileSystem.setMode(path, 0o700)
    for entry in try FileSystem.listing(path) where entry.kind == .directory {
      try open(PathName.join(path, entry.name))
    }
  }

  private func setMode(_ file: String, _ mode: UInt32) throws(StageError) {
    do throws(FileError) { try FileSystem.setMode(path(file), mode) } catch {
      throw StageError(error)
    }
  }
}
