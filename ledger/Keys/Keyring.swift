import Bytes
import Crypto
import Files

/// The secret keys of an account, and which of them it uses with which ledger.
///
/// They lie in the account's configuration directory and never in a ledger, so that copying a
/// ledger never copies a key.
public struct Keyring: Sendable {
  /// The directory of this program within the configuration directory.
  public let directory: String
  private let passphrase: Passphrase?

  /// A keyring below a configuration directory such as `~/.config`; nothing is read or made yet.
  public init(configDirectory: String) {
    self.init(configDirectory: configDirectory, passphrase: nil)
  }

  /// The same, which opens keys that are closed with a passphrase.
  public init(configDirectory: String, passphrase: Passphrase?) {
    directory = PathName.join(configDirectory, "runledger")
    self.passphrase = passphrase
  }

  /// The configuration directory of an account: `$XDG_CONFIG_HOME`, or `.config` in `$HOME`.
  public static func configDirectory(_ environment: (String) -> String?) -> String? {
    if let path = environment("XDG_CONFIG_HOME"), PathName.isAbsolute(path) { return path }
    guard let home = environment("HOME"), PathName.isAbsolute(home) else { return nil }
    return PathName.join(home, ".config")
  }

  /// The path of the file of a key.
  public func path(of key: KeyID) -> String {
    PathName.join(directory, "keys/\(key).key")
  }

  /// Reads a key.
  ///
  /// Errors: `keyFile` when it is missing, unreadable, malformed or readable by others.
  public func signer(_ key: KeyID) throws(LedgerError) -> Signer {
    try KeyFile.read(path(of: key), passphrase: passphrase)
  }

  /// Reads the key that a word names: the start of its identifier, or its label.
  ///
  /// Errors: `notFound` when none of the account's keys, or several of them, answer to it.
  public func signer(named word: String) throws(LedgerError) -> Signer {
    var found: [KeyID] = []
    for id in try list() {
      let label = try? KeyFile.label(path(of: id))
      if !word.isEmpty, id.hex.hasPrefix(word) || label == word { found.append(id) }
    }
    guard let id = found.first, found.count == 1 else {
      throw LedgerError(
        .notFound, "\(found.isEmpty ? "none" : "several") of your keys match '\(word)'",
        hint:
          "the files in '\(PathName.join(directory, "keys"))' are named after the keys' identifiers"
      )
    }
    return try signer(id)
  }

  /// Writes a key's file anew: closed by a passphrase, or open without one.
  public func rewrite(
    _ key: KeyID, roleHint: Role?, with new: Passphrase?
  ) throws(LedgerError) {
    let signer = try signer(key)
    try KeyFile.write(signer, roleHint: roleHint, to: path(of: key), passphrase: new)
    // What was written has to open again before anybody relies on it.
    _ = try KeyFile.read(path(of: key), passphrase: new)
  }

  /// Keeps a key, durably and readable by this account only.
  public func add(_ signer: Signer, roleHint: Role? = nil) throws(LedgerError) {
    try makeDirectory("keys")
    try KeyFile.write(signer, roleHint: roleHint, to: path(of: signer.keyID))
  }

  /// Writes a key that is not kept here, for somebody else or for a machine.
  public static func export(
    _ signer: Signer, role: Role, to path: String
  ) throws(LedgerError) {
    try KeyFile.write(signer, roleHint: role, to: path)
  }

  /// The identifiers of the keys there are, sorted.
  public func list() throws(LedgerError) -> [KeyID] {
    let keys = PathName.join(directory, "keys")
    guard FileSystem.exists(keys) else { return [] }
    do throws(FileError) {
      return try FileSystem.list(keys).compactMap { name in
        name.hasSuffix(".key") ? KeyID(hex: String(name.dropLast(4))) : nil
      }
    } catch {
      throw LedgerError(.keyFile, "\(error)")
    }
  }

  func makeDirectory(_ name: String) throws(LedgerError) {
    do throws(FileError) {
      try FileSystem.makeDirectories(PathName.join(directory, name), mode: 0o700)
    } catch {
      throw LedgerError(.keyFile, "\(error)")
    }
  }
}
