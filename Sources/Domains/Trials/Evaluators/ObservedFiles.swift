import Crypto
import Files
import StageKit

/// Files as an execution left them, by their paths in the sandbox.
///
/// Nothing is ever changed through it.
struct ObservedFiles: Sendable {
  /// What to make of symbolic links.
  enum Links: Sendable {
    /// They are how the harness tools over files, and stand for what they lead to.
    case standForFiles
    /// They are what the agent or somebody else left in a sandbox, and are not followed.
    case areLinks
  }

  /// The paths of the files, sorted by their bytes.
  let paths: [String]
  /// The paths of links that are not followed, sorted.
  let links: [String]

  private let locations: [String: String]
  private let digests: [String: String]

  /// Looks at the files below `directory/folder`, which in the sandbox lie below `name`.
  init(
    _ directory: String, folder: String, as name: String, links treatment: Links
  ) throws(StageError) {
    let root = PathName.join(directory, folder)
    var paths: [String] = []
    var links: [String] = []
    var locations: [String: String] = [:]
    var digests: [String: String] = [:]
    for relative in try StageFiles.walk(root) where !Self.isPlaceholder(relative) {
      let (path, location) = ("\(name)/\(relative)", PathName.join(root, relative))
      if try Self.isFile(location, treatment) {
        paths.append(path)
        locations[path] = location
        digests[path] = try StageFiles.digest(location)
      } else {
        links.append(path)
      }
    }
    self.paths = paths
    self.links = links
    self.locations = locations
    self.digests = digests
  }

  /// Whether a file only stands for there being none, so that there is something to record.
  static func isPlaceholder(_ path: String) -> Bool {
    PathName.lastComponent(path) == TaskExecution.nothing
  }

  /// Whether a file is there.
  func has(_ path: String) -> Bool { digests[path] != nil }

  /// SHA-256 of a file in lower-case hexadecimal, or nil if it is not there.
  func digest(_ path: String) -> String? { digests[path] }

  /// The bytes of a file, or nil if it is not there.
  func bytes(_ path: String) throws(StageError) -> [UInt8]? {
    guard let location = locations[path] else { return nil }
    return try StageFiles.read(location)
  }

  private static func isFile(_ path: String, _ treatment: Links) throws(StageError) -> Bool {
    do throws(FileError) {
      let follows = if case .standForFiles = treatment { true } else { false }
      return try FileSystem.status(path, followLinks: follows)?.kind == .file
    } catch {
      throw StageError(error)
    }
  }
}
