import Files

/// Where the passphrase of closed keys comes from: the first line of a file, or of a pipe.
public struct Passphrase: Sendable {
  private let path: String

  /// The passphrase in a file; nothing is read yet.
  public init(file path: String) { self.path = path }

  /// The bytes of the first line; the caller wipes them.
  func read() throws(LedgerError) -> [UInt8] {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try FileSystem.readFile(path, limit: 4096) } catch {
      throw LedgerError(.keyFile, "the passphrase cannot be read: \(error)")
    }
    let words = Array(bytes.prefix { $0 != UInt8(ascii: "\n") })
    guard !words.isEmpty else {
      throw LedgerError(.keyFile, "the passphrase in '\(path)' is empty")
    }
    return words
  }
}
