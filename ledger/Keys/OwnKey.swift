import Files

/// Where the ledger's own key lies: within the ledger where a group shares it, else with the
/// account that made it.
struct OwnKey {
  private let directory: LedgerDirectory
  private let origin: String
  private let keyring: Keyring?
  /// The public key that the derived rows name; with a wrong one nothing is vouched for.
  private let current: [UInt8]?

  init(
    _ directory: LedgerDirectory, origin: String, _ keyring: Keyring?, current: [UInt8]?
  ) {
    self.directory = directory
    self.origin = origin
    self.keyring = keyring
    self.current = current
  }

  /// Reads the key.
  ///
  /// Where the log has gone on to another key and whoever did that was stopped before the key was
  /// put into its place, the other key is taken.
  func read() throws(LedgerError) -> Signer {
    if directory.isShared {
      let key = try KeyFile.read(directory.sharedKey, groupMayRead: true)
      guard isFormer(key.keyID), FileSystem.exists(directory.nextSharedKey) else { return key }
      let next = try KeyFile.read(directory.nextSharedKey, groupMayRead: true)
      return isFormer(next.keyID) ? key : next
    }
    guard let keyring, let chosen = try keyring.choice(origin: origin).ledger else {
      throw LedgerError(
        .keyFile, "this account does not have the key of the ledger '\(origin)'",
        hint: "write with the account that made it, or make ledgers with 'init --shared GROUP'")
    }
    if isFormer(chosen), let current, let next = try? keyring.signer(KeyID(publicKey: current)) {
      return next
    }
    return try keyring.signer(chosen)
  }

  private func isFormer(_ key: KeyID) -> Bool {
    current.map { KeyID(publicKey: $0) != key } ?? false
  }

  /// Keeps the key that is about to follow, durably, before the log names it.
  func keep(next: Signer) throws(LedgerError) {
    if directory.isShared {
      try write(next, to: directory.nextSharedKey)
    } else {
      guard let keyring else {
        throw LedgerError(.keyFile, "there is no directory for keys", hint: "set $HOME")
      }
      try keyring.add(next)
    }
  }

  /// A key that the log handed over from, where it is still at hand.
  func former(_ key: KeyID) -> Signer? {
    if directory.isShared {
      return try? KeyFile.read(directory.formerSharedKey(key), groupMayRead: true)
    }
    return try? keyring?.signer(key)
  }

  /// Writes a key for the group that shares the ledger.
  private func write(_ key: Signer, to path: String) throws(LedgerError) {
    try KeyFile.write(key, roleHint: nil, to: path, mode: 0o640)
    do throws(FileError) {
      guard let group = try FileSystem.status(directory.sharedKey)?.group else { return }
      try FileSystem.setGroup(path, group)
    } catch {
      throw LedgerError(.keyFile, "\(error)")
    }
  }

  /// Puts the key that was kept into its place; the one before it stays, because secrets were drawn
  /// from it.
  func install(next: Signer) throws(LedgerError) {
    if directory.isShared {
      let former = try KeyFile.read(directory.sharedKey, groupMayRead: true)
      if former.publicKey != next.publicKey {
        try write(former, to: directory.formerSharedKey(former.keyID))
      }
      do throws(FileError) {
        try FileSystem.rename(directory.nextSharedKey, directory.sharedKey)
      } catch {
        throw LedgerError(.keyFile, "\(error)")
      }
    } else if let keyring {
      var choice = try keyring.choice(origin: origin)
      choice.ledger = next.keyID
      try keyring.choose(choice, origin: origin)
    }
  }
}
