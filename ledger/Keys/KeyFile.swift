import Bytes
import Crypto
import Files

/// A secret key as it lies on disk: four lines of text, readable by its owner only.
enum KeyFile {
  static let header = "runledger-key/v1"
  /// What stands before a seed that a passphrase closes.
  private static let sealed = "sealed: "

  /// Reads a key.
  ///
  /// A file others can read is refused: its secret may be known.
  static func read(
    _ path: String, groupMayRead: Bool = false, passphrase: Passphrase? = nil
  ) throws(LedgerError) -> Signer {
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
    guard let signer = try parse(bytes, path, passphrase) else {
      throw LedgerError(
        .keyFile, "'\(path)' is not a key file of the form '\(header)'",
        hint: "copy the file again from where the key was made")
    }
    guard PathName.lastComponent(path) == "\(signer.keyID).key" || groupMayRead else {
      throw LedgerError(.keyFile, "key file '\(path)' holds key '\(signer.keyID)'")
    }
    return signer
  }

  /// The label in a key's file, which no passphrase closes; nil where it has none.
  static func label(_ path: String) throws(FileError) -> String? {
    let text = String(decoding: try FileSystem.readFile(path, limit: 4096), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count > 1, lines[0] == header, lines[1].hasPrefix("label: ") else { return nil }
    return String(lines[1].dropFirst(7))
  }

  private static func parse(
    _ bytes: [UInt8], _ path: String, _ passphrase: Passphrase?
  ) throws(LedgerError) -> Signer? {
    let lines = String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 5, lines[0] == header, lines[4].isEmpty,
      lines[1].hasPrefix("label: "), lines[2].hasPrefix("role-hint: "),
      var seed = try storedSeed(in: String(lines[3]), path, passphrase),
      seed.count == SigningKey.seedSize
    else { return nil }
    defer { Secrets.wipe(&seed) }
    return try Signer(seed: seed, label: String(lines[1].dropFirst(7)))
  }

  /// The seed of the last line, opened where a passphrase closes it; nil when it is none.
  private static func storedSeed(
    in line: String, _ path: String, _ passphrase: Passphrase?
  ) throws(LedgerError) -> [UInt8]? {
    if line.hasPrefix("seed: ") { return Base64.decode(String(line.dropFirst(6))) }
    guard line.hasPrefix(sealed), let box = Base64.decode(String(line.dropFirst(sealed.count)))
    else { return nil }
    guard let passphrase else {
      throw LedgerError(
        .keyFile, "key file '\(path)' is encrypted with a passphrase",
        hint: "set RUNLEDGER_PASSPHRASE_FILE to a file, or a pipe, that holds it")
    }
    var words = try passphrase.read()
    defer { Secrets.wipe(&words) }
    let opened: [UInt8]?
    do throws(CryptoError) { opened = try PassphraseBox.open(box, passphrase: words) } catch {
      throw LedgerError(.keyFile, "\(error)")
    }
    guard let opened else {
      throw LedgerError(
        .keyFile, "the passphrase does not decrypt '\(path)'",
        hint: "compare it with the one that 'runledger key protect' was given")
    }
    return opened
  }

  /// Writes a key durably, closed by a passphrase where one is given.
  static func write(
    _ signer: Signer, roleHint: Role?, to path: String, mode: UInt32 = 0o600,
    passphrase: Passphrase? = nil
  ) throws(LedgerError) {
    var words = try passphrase?.read() ?? []
    defer { Secrets.wipe(&words) }
    let line: String
    do throws(CryptoError) {
      line = try signer.secret.withSeed { seed throws(CryptoError) -> String in
        if passphrase == nil { return "seed: \(Base64.encode([UInt8](copy seed)))" }
        let box = try PassphraseBox.seal(
          [UInt8](copy seed), passphrase: words,
          entropy: Entropy.bytes(PassphraseBox.entropySize))
        return sealed + Base64.encode(box)
      }
    } catch {
      throw LedgerError(.keyFile, "\(error)")
    }
    let text = """
      \(header)
      label: \(oneLine(signer.label))
      role-hint: \(roleHint?.rawValue ?? "ledger")
      \(line)

      """
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
