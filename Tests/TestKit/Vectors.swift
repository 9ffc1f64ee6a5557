import Bytes
import Glibc

/// The fixed files that tests read: golden outputs and format vectors, found from the package's
/// root.
public enum Vectors {
  /// The folder that holds `Package.swift`, found by walking up from the calling source file.
  public static func packageRoot(from file: String = #filePath) throws -> String {
    var parts = file.split(separator: "/", omittingEmptySubsequences: true)
    while !parts.isEmpty {
      parts.removeLast()
      let folder = "/" + parts.joined(separator: "/")
      if unsafe access("\(folder)/Package.swift", R_OK) == 0 { return folder }
    }
    throw TestFileError(path: "\(file): Package.swift above it", code: ENOENT)
  }

  /// The absolute path of a file given relative to the package's root.
  public static func path(_ relative: String, from file: String = #filePath) throws -> String {
    "\(try packageRoot(from: file))/\(relative)"
  }

  /// The bytes of a file given relative to the package's root.
  public static func bytes(_ relative: String, from file: String = #filePath) throws -> [UInt8] {
    try read(path(relative, from: file))
  }

  /// The bytes of the file at `path`.
  public static func read(_ path: String) throws -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw TestFileError(path: path, code: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      // The kernel writes at most as many bytes as the buffer is said to have.
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      guard count >= 0 else { throw TestFileError(path: path, code: errno) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: buffer.prefix(count))
    }
  }
}
