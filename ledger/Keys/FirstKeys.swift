import Codecs
import Files

/// The three keys a ledger begins with.
public struct FirstKeys: Sendable {
  /// The first admin's.
  public let admin: Signer
  /// That of the host's machines.
  public let runner: Signer
  /// The ledger's own, for checkpoints.
  public let ledger: Signer
  let origin: String

  init(_ creation: Ledger.Creation, origin: String) throws(LedgerError) {
    self.origin = origin
    if let admin = creation.admin {
      self.admin = admin
    } else {
      admin = try Signer(seed: creation.entropy(32), label: creation.adminLabel)
    }
    runner = try Signer(seed: creation.entropy(32), label: "runner on \(creation.host)")
    ledger = try Signer(seed: creation.entropy(32), label: origin)
  }

  /// Keeps the keys, durably, before anything is signed with them.
  func keep(
    in keyring: Keyring, _ directory: LedgerDirectory, _ creation: Ledger.Creation
  ) throws(LedgerError) {
    // A key that the account has already stays as it lies, perhaps closed by a passphrase.
    if try !keyring.list().contains(admin.keyID) { try keyring.add(admin, roleHint: .admin) }
    try keyring.add(runner, roleHint: .runner)
    var choice = Keyring.Choice(person: admin.keyID, runner: runner.keyID)
    if let group = creation.sharedGroup {
      try Self.share(ledger, directory, group)
    } else {
      try keyring.add(ledger)
      choice.ledger = ledger.keyID
    }
    try keyring.choose(choice, origin: origin)
  }

  /// Keeps the ledger's key within the ledger, where the accounts of a group can read it.
  static func share(
    _ key: Signer, _ directory: LedgerDirectory, _ group: UInt32
  ) throws(LedgerError) {
    do throws(FileError) {
      let path = PathName.parent(directory.sharedKey)
      try FileSystem.makeDirectories(path, mode: 0o750)
      try FileSystem.setGroup(path, group)
    } catch {
      throw LedgerError(.keyFile, "\(error)")
    }
    try KeyFile.write(key, roleHint: nil, to: directory.sharedKey, mode: 0o640)
    do throws(FileError) { try FileSystem.setGroup(directory.sharedKey, group) } catch {
      throw LedgerError(.keyFile, "\(error)")
    }
  }
}

extension Ledger {
  /// Appends the entry that opens the log and the one that enrols the runner, in one commit.
  func writeFirstEntries(_ keys: FirstKeys, _ creation: Creation) throws(LedgerError) {
    let opening = ValueMap([
      ("origin", .text(origin)), ("log_key", .bytes(keys.ledger.publicKey)),
      ("admin_key", .bytes(keys.admin.publicKey)), ("admin_label", .text(keys.admin.label)),
      ("revision", .int(creation.rulesRevision)),
    ])
    let enrolment = keys.runner.enrolment(role: .runner, host: creation.host, origin: origin)
    var arguments = enrolment.data
    arguments["kid"] = nil
    let commands: [(String, ValueMap)] = [("open_ledger", opening), ("enroll_key", arguments)]
    try transact(nil) { core throws(LedgerError) in
      var batch = Batch(core)
      for (name, arguments) in commands {
        let draft = Draft(
          id: .random(atNanoseconds: creation.at, entropy: creation.entropy(10)), name: name,
          arguments: CBOR.encode(arguments), at: creation.at)
        _ = try batch.appendOwn(draft, by: keys.admin)
      }
    }
  }
}
