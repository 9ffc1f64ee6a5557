import Files
public import Ledger

/// The directory that holds a ledger, with the ledger open and the keys at hand.
public final class Workspace {
  public let directory: LedgerDirectory
  /// The directory that holds it: study files and `runs/` lie below.
  public let root: String
  public let ledger: Ledger
  /// The door to it.
  public let handler: CommandHandler
  /// Time and chance.
  public let world: World
  private let keyring: Keyring?
  /// No link is followed below the ledger's directory and `runs/`, whoever puts one there.
  private let held: [HeldTree]

  private init(
    _ directory: LedgerDirectory, _ ledger: Ledger, _ keyring: Keyring?, _ held: [HeldTree],
    world: World
  ) {
    self.held = held
    self.directory = directory
    self.ledger = ledger
    self.keyring = keyring
    self.world = world
    root = PathName.parent(directory.path)
    handler = CommandHandler(ledger, world: world)
  }

  /// The ledger's directory: the given one, or the nearest when walking up from a directory.
  public static func locate(
    from directory: String, explicit: String? = nil
  ) throws -> LedgerDirectory {
    if let explicit {
      let path = PathName.normalize(PathName.join(directory, explicit))
      for candidate in [path, PathName.join(path, LedgerDirectory.name)] {
        let found = LedgerDirectory(candidate)
        if found.exists || found.isBereft { return try there(found) }
      }
      throw RuntimeError(.notFound, "there is no ledger in '\(explicit)'")
    }
    guard let found = LedgerDirectory.find(from: directory) else {
      throw RuntimeError(
        .notFound, "there is no ledger in '\(directory)' or any directory above it",
        hint: "runledger init makes one here")
    }
    return try there(found)
  }

  /// Refuses a ledger whose log is gone: the next one above it is another.
  private static func there(_ directory: LedgerDirectory) throws -> LedgerDirectory {
    guard directory.isBereft else { return directory }
    throw LedgerError(
      .altered, "the log of the ledger in '\(directory.path)' is missing",
      hint: "restore '\(directory.log)/data.mdb' from a copy")
  }

  /// Opens a ledger.
  ///
  /// Reading needs no keys; writing finds them below `configDirectory`.
  public static func open(
    _ directory: LedgerDirectory, mode: Ledger.Mode, configDirectory: String?,
    passphrase: Passphrase? = nil, world: World = .live
  ) throws -> Workspace {
    let keyring = configDirectory.map { Keyring(configDirectory: $0, passphrase: passphrase) }
    // What is made beside a shared ledger is the group's, too: locks, runs, rows.
    if directory.isShared { FileSystem.shareWithGroup() }
    let held = directory.exists ? try hold(directory) : []
    if mode == .readWrite, !held.isEmpty { try refuseNetwork(directory.path) }
    let ledger = try Ledger.open(at: directory.path, mode: mode, keyring: keyring)
    try FileSystem.demandDescriptors(8)
    return Workspace(directory, ledger, keyring, held, world: world)
  }

  /// Refuses to write on a file system whose locks and mapped files cannot be relied on.
  public static func refuseNetwork(_ path: String) throws {
    guard try FileSystem.isOnNetwork(path) else { return }
    throw RuntimeError(
      .store,
      "'\(path)' lies on a network file system, on which a log that several processes map "
        + "and lock can be damaged",
      hint: "keep the ledger on a local disk, and a copy there: runledger backup DIRECTORY")
  }

  private static func hold(_ directory: LedgerDirectory) throws(FileError) -> [HeldTree] {
    [
      try HeldTree(directory.path),
      try HeldTree(PathName.parent(directory.path), below: "runs"),
    ]
  }

  /// Wraps a ledger that is open already.
  public convenience init(
    _ ledger: Ledger, configDirectory: String?, world: World = .live
  ) {
    self.init(
      ledger.directory, ledger, configDirectory.map(Keyring.init(configDirectory:)),
      (try? Self.hold(ledger.directory)) ?? [], world: world)
  }

  /// The key that signs a person's commands: the one named by a prefix of its identifier or by its
  /// label, or the one chosen for this ledger.
  public func person(_ hint: String? = nil) throws -> Signer {
    let keyring = try demandKeyring()
    if let hint { return try signer(hint, keyring) }
    guard let id = try keyring.choice(origin: ledger.origin).person else {
      throw RuntimeError(
        .keyRefused, "no key of yours is enrolled in this ledger",
        hint: "runledger key new makes one, and an admin enrols it")
    }
    return try keyring.signer(id)
  }

  /// The key that signs what this host does unattended.
  public func runner() throws -> Signer {
    let keyring = try demandKeyring()
    guard let id = try keyring.choice(origin: ledger.origin).runner else {
      throw RuntimeError(
        .keyRefused, "no runner's key of this host is enrolled in this ledger",
        hint: "runledger key new --role runner makes one, and an admin enrols it")
    }
    return try keyring.signer(id)
  }

  private func demandKeyring() throws -> Keyring {
    guard let keyring else {
      throw RuntimeError(.keyRefused, "there is no directory for keys", hint: "set $HOME")
    }
    return keyring
  }

  private func signer(_ hint: String, _ keyring: Keyring) throws -> Signer {
    let known = try ledger.authority().keys
    let ids = try keyring.list().filter { id in
      id.hex.hasPrefix(hint) || known.contains { $0.id == id && $0.label == hint }
    }
    guard let id = ids.first else {
      throw RuntimeError(
        .keyRefused, "you have no key '\(hint)'",
        hint: "runledger key list shows yours")
    }
    guard ids.count == 1 else {
      throw RuntimeError(.notFound, "several of your keys match '\(hint)'")
    }
    return try keyring.signer(id)
  }
}
