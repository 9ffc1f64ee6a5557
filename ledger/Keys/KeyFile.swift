import Bytes
import Crypto
import Files

/// A secret key as it lies on disk: four lines of text, readable by its owner only.
enum KeyFile {
  static let header = "runledger-key/v1"

  /// Reads a key.
  ///
  /// A file others can read is refused: its secret may be known.
  static func read(_ path: String, groupMayRead: Bool = false) throws(LedgerError) -> Signer {
    let status: FileStatus?
    do throws(FileError) { status = try FileSystem.status(path) } catch {
      throw LedgerError(.keyFile, "\(error)")
    }
    guard let status else {
      throw LedgerError(
        .keyFile, "there is no key file '\(path)'",
        hint: "copy the file from where the key was made, or enroll another key")
    }
    let forbidden: UInt32 = groupMayRead ? 0o037 : 0o077
    guard status.mode & forbidden == 0 else {
      throw LedgerError(
        .keyFile, "key file '\(path)' can be read by others",
        hint: "chmod \(groupMayRead ? "640" : "600") '\(path)'")
    }
    let bytes: [UInt8]
    do throws(FileError) { bytes = try FileSystem.readFile(path, limit: 4096) } catch {
      throw LedgerError(.keyFile, "\(error)")
    }
    guard let signer = try parse(bytes) else {
      throw LedgerError(
        .keyFile, "'\(path)' is not a key file of the form '\(header)'",
        hint: "copy the file again from where the key was made")
    }
    guard PathName.lastComponent(path) == "\(signer.keyID).key" || groupMayRead else {
      throw LedgerError(.keyFile, "key file '\(path)' holds key '\(signer.keyID)'")
    }
    return signer
  }

  private static func parse(_ bytes: [UInt8]) throws(LedgerError) -> Signer? {
    let lines = String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 5, lines[0] == header, lines[4].isEmpty,
      lines[1].hasPrefix("label: "), lines[2].hasPrefix("role-hint: "),
      lines[3].hasPrefix("seed: "), var seed = Base64.decode(String(lines[3].dropFirst(6))),
      seed.count == SigningKey.seedSize
    else { return nil }
    defer { Secrets.wipe(&seed) }
    return try Signer(seed: seed, label: String(lines[1].dropFirst(7)))
  }

  /// Writes a key durably.
  static func write(
    _ signer: Signer, roleHint: Role?, to path: String, mode: UInt32 = 0o600
  ) throws(LedgerError) {
    let text = signer.secret.withSeed { seed in
      """
      \(header)
      label: \(oneLine(signer.label))
      role-hint: \(roleHint?.rawValue ?? "ledger")
      seed: \(Base64.encode([UInt8](copy seed)))

      """
    }
    do throws(FileError) {
      try FileSystem.writeAtomically(path, Array(text.utf8), mode: mode)
      try FileSystem.setMode(path, mode)
    } catch {
      throw LedgerError(.keyFile, "\(error)")
    }
  }

  private static func oneLine(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }
}
