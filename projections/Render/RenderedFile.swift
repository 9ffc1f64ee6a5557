import Bytes
import Ledger

/// A file that follows from the record, not written yet.
public struct RenderedFile: Equatable, Sendable {
  /// Its path, relative to the directory that holds all studies.
  public var path: String
  /// Its content.
  public var bytes: [UInt8]

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

  /// The name of the list of an export that has begun, until all its files are there.
  public static let nextName = "SHA256SUMS.next"

  /// What a list says in its first line, a comment for `sha256sum`.
  private static let mark = "# runledger head: "

  /// The second line: which views the files are, and the revision of what they say and how.
  ///
  /// With
  /// the head it is the certificate of every file of the list: who has the log makes the same
  /// bytes.
  public static let view = "# runledger view: files revision \(revision)"

  /// Counts the changes of what a file of the views says of the same log.
  public static let revision = 1

  /// The list of files that lie in or below a directory, in the order of their paths.
  ///
  /// What was erased stands in a comment, so that the rest can still be checked.
  static func file(
    of files: [RenderedFile], _ published: [PublishedFile] = [], in directory: String,
    origin: String, head: Head
  ) -> RenderedFile {
    var rows = files.map { (path: $0.path, digest: Hashing.digest(of: $0.bytes), note: "") }
    rows += published.map { ($0.path, $0.digest, $0.isErased ? "# erased: " : "") }
    var text = "\(mark)\(head.size) \(head.root.hex) \(origin)\n\(view)\n"
    for row in rows.sorted(by: { $0.path < $1.path }) {
      let name = String(row.path.dropFirst(directory.utf8.count + 1))
      let isPlain = !name.utf8.contains { escapes[$0] != nil }
      text += "\(row.note)\(isPlain ? "" : "\\")\(row.digest.hex)  "
      text += "\(isPlain ? name : escaped(name))\n"
    }
    return RenderedFile(path: "\(directory)/\(name)", text: text)
  }

  /// How `sha256sum` writes a name that would not stay on its line; the line begins with a
  /// backslash then.
  private static let escapes: [UInt8: String] = [
    UInt8(ascii: "\\"): "\\\\", UInt8(ascii: "\n"): "\\n", UInt8(ascii: "\r"): "\\r",
  ]

  private static func escaped(_ name: String) -> String {
    var bytes: [UInt8] = []
    for byte in name.utf8 {
      if let escape = escapes[byte] { bytes += Array(escape.utf8) } else { bytes.append(byte) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The names and digests that a list has, unless a name had to be escaped.
  static func rows(in list: [UInt8]) -> [(name: String, digest: Digest)] {
    list.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let text = String(decoding: line, as: UTF8.self)
      guard let digest = Digest(hex: String(text.prefix(64))) else { return nil }
      let rest = text.dropFirst(64)
      return rest.hasPrefix("  ") ? (String(rest.dropFirst(2)), digest) : nil
    }
  }

  /// The size of the log that a list says its files were derived from; nil when it does not say.
  public static func size(in list: [UInt8]) -> UInt64? {
    let line = list.prefix { $0 != UInt8(ascii: "\n") }
    return size(after: mark, in: String(decoding: line, as: UTF8.self))
  }

  /// What an announcement says of every export before it that was cut short as well, in a comment
  /// for `sha256sum`: files of it may still be there.
  private static let formerMark = "# runledger former head: "

  /// How many exports in a row may be cut short and still be known of.
  private static let formerMax = 64

  /// The list to come, with the heads that the announcement in its place spoke of before; one of
  /// which a power cut left nothing may have spoken of any.
  static func announcement(of list: RenderedFile, over former: [UInt8]?) -> [UInt8] {
    guard let former else { return list.bytes }
    let known = former.isEmpty ? [0] : sizes(in: former).filter { $0 != size(in: list.bytes) }
    let lines = known.prefix(formerMax).map { "\(formerMark)\($0)\n" }
    return list.bytes + Array(lines.joined().utf8)
  }

  /// All sizes of the log that a list or an announcement speaks of.
  static func sizes(in list: [UInt8]) -> [UInt64] {
    list.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let text = String(decoding: line, as: UTF8.self)
      return size(after: mark, in: text) ?? size(after: formerMark, in: text)
    }
  }

  private static func size(after mark: String, in line: String) -> UInt64? {
    guard line.hasPrefix(mark) else { return nil }
    return line.dropFirst(mark.count).split(separator: " ").first.flatMap { UInt64($0) }
  }
}
