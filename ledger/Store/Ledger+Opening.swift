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
    let authority = try store.row(.meta, Meta.authority).flatMap(Authority.init(bytes:))
    let key = OwnKey(directory, origin: origin, keyring, current: authority?.logKey)
    let former = authority?.formerLogKeys.reversed().map { KeyID(publicKey: $0.publicKey) } ?? []
    self.init(
      directory: directory, origin: origin, mode: mode, store: store,
      blobs: BlobStore(
        directory: directory.blobs, directoryMode: directory.isShared ? 0o2775 : 0o755),
      ledgerKey: mode == .readOnly ? try? key.read() : try key.read(),
      formerKeys: former.compactMap(key.former), configDirectory: keyring?.directory,
      entropy: { Entropy.bytes($0) })
  }
}

extension LedgerDirectory {
  /// Whether several accounts write this ledger.
  public var isShared: Bool { FileSystem.exists(sharedKey) }
}
