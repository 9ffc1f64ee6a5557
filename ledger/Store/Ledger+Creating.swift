import Bytes
import Codecs
import Files

extension Ledger {
  /// How a ledger is made.
  public struct Creation: Sendable {
    /// The name of the log; nil makes one that nobody else has.
    public var origin: String?
    /// The first admin's key; nil makes one.
    public var admin: Signer?
    /// Whose the first admin's key is.
    public var adminLabel: String
    /// The host whose machines the runner's key signs for.
    public var host: String
    /// The group of accounts that shall write the ledger, if it is not one account.
    public var sharedGroup: UInt32?
    /// The revision of the rules to adopt.
    public var rulesRevision: Int64
    /// The clock of the admin in nanoseconds since 1970.
    public var at: Int64
    /// Where identifiers, keys' origins and salts come from.
    public var entropy: @Sendable (Int) -> [UInt8]

    /// Makes a plan; everything but names and time has a default.
    public init(adminLabel: String, host: String, rulesRevision: Int64 = 1, at: Int64) {
      self.adminLabel = adminLabel
      self.host = host
      self.rulesRevision = rulesRevision
      self.at = at
      entropy = { Entropy.bytes($0) }
    }
  }

  /// Makes a ledger and opens it for writing.
  ///
  /// The keys are made, kept in `keyring` and chosen for this ledger. A failure leaves nothing of
  /// the ledger; a crash before the end leaves a directory without entries, in which this may be
  /// called again. Errors: `alreadyExists` where there is a ledger or what is left of one, or
  /// within the directory of another one; `invalid` for an impossible origin.
  public static func create(
    at path: String, _ creation: Creation, keyring: Keyring
  ) throws(LedgerError) -> Ledger {
    let origin = creation.origin ?? Origin.unnamed(entropy: creation.entropy(8))
    guard Origin.isValid(origin) else {
      throw LedgerError(
        .invalid, "'\(origin)' cannot be the origin of a ledger",
        hint: "an origin has \(Origin.rule)")
    }
    try refuseNesting(path)
    let directory = LedgerDirectory(path)
    try refuseRemains(directory)
    let isNew = !FileSystem.exists(path)
    do throws(LedgerError) {
      return try create(directory, creation, origin: origin, keyring)
    } catch {
      if isNew { try? FileSystem.removeTree(path) }
      throw error
    }
  }

  private static func create(
    _ directory: LedgerDirectory, _ creation: Creation, origin: String, _ keyring: Keyring
  ) throws(LedgerError) -> Ledger {
    try makeFiles(directory, creation)
    let store = try LMDBStore(
      path: directory.log, access: .create(mode: creation.sharedGroup == nil ? 0o644 : 0o664))
    do throws(LedgerError) {
      guard try store.entryCount() == 0 else {
        throw LedgerError(
          .alreadyExists, "there is a ledger in '\(directory.path)' already")
      }
      let keys = try FirstKeys(creation, origin: origin)
      try keys.keep(in: keyring, directory, creation)
      let ledger = Ledger(
        directory: directory, origin: origin, mode: .readWrite, store: store,
        blobs: BlobStore(
          directory: directory.blobs, directoryMode: creation.directoryMode),
        ledgerKey: keys.ledger, configDirectory: keyring.directory, entropy: creation.entropy)
      try ledger.writeFirstEntries(keys, creation)
      try shareFiles(directory, creation)
      return ledger
    } catch {
      store.close()
      throw error
    }
  }

  private static func makeFiles(
    _ directory: LedgerDirectory, _ creation: Creation
  ) throws(LedgerError) {
    do throws(FileError) {
      for path in [directory.path, directory.log, directory.blobs, directory.views] {
        try FileSystem.makeDirectories(path, mode: creation.directoryMode)
        guard let group = creation.sharedGroup else { continue }
        try FileSystem.setGroup(path, group)
        // The umask must not take the group's rights, nor files the group.
        try FileSystem.setMode(path, creation.directoryMode)
      }
      try FileSystem.writeAtomically(
        PathName.join(directory.path, ".gitignore"), Array("*\n".utf8))
    } catch {
      throw LedgerError(.storeFailed, "\(error)")
    }
  }

  /// Gives the group the files that were just made, whatever the umask was.
  private static func shareFiles(
    _ directory: LedgerDirectory, _ creation: Creation
  ) throws(LedgerError) {
    guard let group = creation.sharedGroup else { return }
    do throws(FileError) {
      for name in try FileSystem.list(directory.log) {
        let path = PathName.join(directory.log, name)
        try FileSystem.setGroup(path, group)
        try FileSystem.setMode(path, 0o664)
      }
    } catch {
      throw LedgerError(.storeFailed, "\(error)")
    }
  }
}

extension Ledger.Creation {
  var directoryMode: UInt32 { sharedGroup == nil ? 0o755 : 0o2775 }
}
