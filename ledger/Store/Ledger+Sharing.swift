import Files

extension Ledger {
  /// Lets the accounts of a group write a ledger that one account made.
  ///
  /// The ledger's own key comes to lie within the ledger, readable for the group; everything in the
  /// directory, and in `beside`, becomes the group's. The log stays as it is. Doing it again is
  /// harmless. Errors: `keyFile` when this account does not have the ledger's key, `storeFailed`
  /// when a file is not this account's to give.
  public static func share(
    _ directory: LedgerDirectory, origin: String, beside: [String], with group: UInt32,
    keyring: Keyring
  ) throws(LedgerError) {
    if !directory.isShared {
      guard let key = try keyring.choice(origin: origin).ledger else {
        throw LedgerError(
          .keyFile, "this account does not have the key of the ledger '\(origin)'",
          hint: "share it with the account that made it")
      }
      try FirstKeys.share(try keyring.signer(key), directory, group)
    }
    do throws(FileError) {
      for root in [directory.path] + beside where FileSystem.exists(root) {
        try give(root, group)
        for name in try FileSystem.walk(root) {
          let path = PathName.join(root, name)
          if path.hasPrefix(PathName.parent(directory.sharedKey)) { continue }
          try give(path, group)
          try giveDirectories(of: path, above: root, group)
        }
      }
    } catch {
      throw LedgerError(.storeFailed, "\(error)")
    }
  }

  /// Gives the directories between a file and a root, which a walk does not name.
  private static func giveDirectories(
    of path: String, above root: String, _ group: UInt32
  ) throws(FileError) {
    var directory = PathName.parent(path)
    while directory.count > root.count {
      guard try !isGiven(directory, group) else { return }
      try give(directory, group)
      directory = PathName.parent(directory)
    }
  }

  private static func isGiven(_ path: String, _ group: UInt32) throws(FileError) -> Bool {
    guard let status = try FileSystem.status(path, followLinks: false) else { return true }
    return status.group == group && status.mode & 0o2070 == 0o2070
  }

  /// Gives one file or directory: what its owner may do with it, the group may too.
  private static func give(_ path: String, _ group: UInt32) throws(FileError) {
    guard let status = try FileSystem.status(path, followLinks: false) else { return }
    guard status.kind == .file || status.kind == .directory else { return }
    let mode = status.mode & 0o777
    try FileSystem.setGroup(path, group)
    try FileSystem.setMode(
      path, mode | (mode & 0o700) >> 3 | (status.kind == .directory ? 0o2000 : 0))
  }
}
