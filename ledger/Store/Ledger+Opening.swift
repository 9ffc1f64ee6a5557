import Files

extension Ledger {
  /// Opens the ledger in a directory.
  ///
  /// To write, the ledger's own key is needed: shared within the ledger, or in `keyring`. Errors:
  /// `notFound`, `formatFromTheFuture`, `alreadyOpen` when this process has it open, `keyFile`,
  /// `altered`, `storeFailed`.
  public static func open(
    at path: String, mode: Mode, keyring: Keyring? = nil
  ) throws(LedgerError) -> Ledger {
    let directory = LedgerDirectory(path)
    guard directory.exists else {
      throw LedgerError(.notFound, "there is no ledger in '\(path)'", hint: "runledger init")
    }
    let store = try LMDBStore(path: directory.log, access: mode == .readOnly ? .read : .write)
    do throws(LedgerError) {
      return try Ledger(opening: store, directory, mode, keyring)
    } catch {
      store.close()
      throw error
    }
  }

  private convenience init(
    opening store: any Store, _ directory: LedgerDirectory, _ mode: Mode, _ keyring: Keyring?
  ) throws(LedgerError) {
    guard let bytes = try store.entry(0) else {
      throw try store.entryCount() == 0
        ? LedgerError(
          .altered, "the ledger in '\(directory.path)' has no entries: the first one is missing",
          hint: "restore it from a copy; only where 'runledger init' was interrupted, remove it")
        : Ledger.gap(0)
    }
    let origin = try Ledger.decode(bytes, 0).entry.origin
    self.init(
      directory: directory, origin: origin, mode: mode, store: store,
      blobs: BlobStore(
        directory: directory.blobs, directoryMode: directory.isShared ? 0o2775 : 0o755),
      ledgerKey: mode == .readOnly
        ? try? Ledger.key(directory, origin, keyring) : try Ledger.key(directory, origin, keyring),
      configDirectory: keyring?.directory,
      entropy: { Entropy.bytes($0) })
  }

  /// The ledger's own key.
  private static func key(
    _ directory: LedgerDirectory, _ origin: String, _ keyring: Keyring?
  ) throws(LedgerError) -> Signer {
    if directory.isShared {
      return try KeyFile.read(directory.sharedKey, groupMayRead: true)
    }
    guard let keyring, let key = try keyring.choice(origin: origin).ledger else {
      throw LedgerError(
        .keyFile, "this account does not have the key of the ledger '\(origin)'",
        hint: "write with the account that made it, or make ledgers with 'init --shared GROUP'")
    }
    return try keyring.signer(key)
  }
}

extension LedgerDirectory {
  /// Whether several accounts write this ledger.
  public var isShared: Bool { FileSystem.exists(sharedKey) }
}
