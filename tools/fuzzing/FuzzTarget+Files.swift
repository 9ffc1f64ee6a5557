import Files
import Ledger
import Projections

/// Readers of whole files and directories.
extension FuzzTarget {
  /// A new directory among the temporary ones.
  public static func temporaryDirectory() throws -> String {
    let number = Entropy.bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    let path = "/tmp/runledger-fuzz-\(number)"
    try FileSystem.makeDirectories(path)
    return path
  }

  /// The file of a log in which nothing happened yet.
  public static func emptyLog() throws -> [UInt8] {
    let place = try temporaryDirectory()
    defer { try? FileSystem.removeTree(place) }
    let directory = LedgerDirectory(PathName.join(place, LedgerDirectory.name))
    let ledger = try Ledger.create(
      at: directory.path, Ledger.Creation(adminLabel: "tester", host: "bench", at: 0),
      keyring: Keyring(configDirectory: PathName.join(place, "config")))
    ledger.close()
    return try FileSystem.readFile(PathName.join(directory.log, "data.mdb"))
  }

  /// A ledger's directory in which anything may stand in the place of any file.
  static func garbage(_ bytes: [UInt8], _ directory: String) throws(Broken) -> Bool {
    let ledger = LedgerDirectory(PathName.join(directory, "garbage/\(LedgerDirectory.name)"))
    do {
      try? FileSystem.removeTree(ledger.path)
      try FileSystem.makeDirectories(ledger.log)
      // A file for every line, or a directory or a link in its place, as the first byte says.
      for line in bytes.split(separator: UInt8(ascii: "\n")).prefix(12) {
        guard let first = line.first else { continue }
        let path = PathName.join(ledger.path, places[Int(first) % places.count])
        try? FileSystem.makeDirectories(PathName.parent(path))
        switch first / 64 {
        case 0: try? FileSystem.makeDirectories(path)
        case 1: try? FileSystem.symlink("/dev/zero", at: path)
        default: try? FileSystem.writeAtomically(path, Array(line.dropFirst()), sync: false)
        }
      }
    } catch {
      throw Broken(description: "no place for files: \(error)")
    }
    if Verifier.examine(at: ledger.path) != nil { return false }
    let verification = Verifier.verify(at: ledger.path)
    let isSound = verification.ok && verification.failure == nil
    let opened = try? Ledger.open(at: ledger.path, mode: .readOnly)
    if let opened { try? ViewStore(ledger).catchUp(opened) }
    opened?.close()
    try demand(!isSound || opened != nil, "a directory verifies, and cannot be opened")
    return isSound
  }

  /// What a ledger's directory may hold.
  private static let places = [
    "log/data.mdb", "log/lock.mdb", "log/writer.lock", "log/head", "keys/ledger.key", "blobs",
    "blobs/sha256/00/00", "views/ledger.2.sqlite", "locks/s.lock", ".gitignore", "restored",
  ]

  /// A log of these bytes is examined, verified and opened: refused by a finding or an error.
  static func log(_ bytes: [UInt8], _ directory: String) throws(Broken) -> Bool {
    let ledger = LedgerDirectory(PathName.join(directory, LedgerDirectory.name))
    do {
      try FileSystem.makeDirectories(ledger.log)
      try FileSystem.writeAtomically(PathName.join(ledger.log, "data.mdb"), bytes, sync: false)
    } catch {
      throw Broken(description: "no place for files: \(error)")
    }
    if Verifier.examine(at: ledger.path) != nil { return false }
    let verification = Verifier.verify(at: ledger.path)
    let isSound = verification.ok && verification.failure == nil
    let opened = try? Ledger.open(at: ledger.path, mode: .readOnly)
    opened?.close()
    try demand(!isSound || opened != nil, "a log verifies, and cannot be opened")
    return isSound
  }
}
