import Bytes
import Ledger

/// A file that follows from the record, not written yet.
public struct RenderedFile: Equatable, Sendable {
  /// Its path, relative to the directory that holds all studies.
  public var path: String
  /// Its content.
  public var bytes: [UInt8]

  /// A file.
  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  init(path: String, text: String) { self.init(path: path, bytes: Array(text.utf8)) }
}

/// The list of digests beside rendered files, which anybody can check with `sha256sum -c`.
public enum Checksums {
  /// The name of the list.
  public static let name = "SHA256SUMS"

  /// What a list says in its first line, a comment for `sha256sum`.
  private static let mark = "# runledger head: "

  /// The list of files that lie in or below a directory, in the order of their paths.
  static func file(
    of files: [RenderedFile], in directory: String, origin: String, head: Head
  ) -> RenderedFile {
    var text = "\(mark)\(head.size) \(head.root.hex) \(origin)\n"
    for file in files.sorted(by: { $0.path < $1.path }) {
      let name = file.path.dropFirst(directory.utf8.count + 1)
      text += "\(Hashing.digest(of: file.bytes).hex)  \(name)\n"
    }
    return RenderedFile(path: "\(directory)/\(name)", text: text)
  }

  /// The size of the log that a list says its files were derived from; nil when it does not say.
  public static func size(in list: [UInt8]) -> UInt64? {
    let line = list.prefix { $0 != UInt8(ascii: "\n") }
    let text = String(decoding: line, as: UTF8.self)
    guard text.hasPrefix(mark) else { return nil }
    return text.dropFirst(mark.count).split(separator: " ").first.flatMap { UInt64($0) }
  }
}
