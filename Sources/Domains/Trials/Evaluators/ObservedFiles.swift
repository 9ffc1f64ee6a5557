import Bytes
import Codecs
import Crypto
import Files
import StageKit

/// Files as an execution left them, by their paths in the sandbox.
///
/// Links are how the harness hands files over, and stand for what they lead to. Nothing is ever
/// changed through it.
struct ObservedFiles: Sendable {
  /// The paths of the files, sorted by their bytes.
  let paths: [String]
  /// The paths of what is no file, sorted.
  let others: [String]

  private let files: [String: (location: String, digest: String, size: Int)]

  /// Looks at the files below `directory/folder`, which in the sandbox lie below `name`.
  init(_ directory: String, folder: String, as name: String) throws(StageError) {
    let root = PathName.join(directory, folder)
    var paths: [String] = []
    var others: [String] = []
    var files: [String: (location: String, digest: String, size: Int)] = [:]
    for relative in try StageFiles.walk(root) where !Self.isPlaceholder(relative) {
      let (path, location) = ("\(name)/\(relative)", PathName.join(root, relative))
      let status = try StageFiles.attempt { () throws(FileError) in
        try FileSystem.status(location)
      }
      if status?.kind == .file {
        paths.append(path)
        let bytes = try StageFiles.read(location)
        files[path] = (location, SHA256.hash(bytes).hex, bytes.count)
      } else {
        others.append(path)
      }
    }
    (self.paths, self.others, self.files) = (paths, others, files)
  }

  /// Whether a file only stands for there being none, so that there is something to record.
  static func isPlaceholder(_ path: String) -> Bool {
    PathName.lastComponent(path) == TaskExecution.nothing
  }

  func has(_ path: String) -> Bool { files[path] != nil }

  /// SHA-256 of a file in lower-case hexadecimal, or nil if it is not there.
  func digest(_ path: String) -> String? { files[path]?.digest }

  /// The bytes of a file, or nil if it is not there.
  func bytes(_ path: String) throws(StageError) -> [UInt8]? {
    guard let file = files[path] else { return nil }
    return try StageFiles.read(file.location)
  }

  func size(_ path: String) -> Int? { files[path]?.size }

  /// Path, digest and size of every file, as manifests and scorecards write them.
  var records: [Value] {
    paths.map { path in
      [
        "path": .text(path), "hash": .text("sha256:\(digest(path) ?? "")"),
        "size_bytes": .count(size(path) ?? 0),
      ]
    }
  }
}
