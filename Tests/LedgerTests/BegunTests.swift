import Files
import LMDB
import TestKit
import Testing

@testable import Ledger

/// What an `init` that was killed may leave: it can be run again, as long as nothing lies there
/// that an entry would have left.
@Suite struct BegunTests {
  /// How far it came.
  enum Stage: CaseIterable { case nothing, locks, emptyLog, noTables, oneTable }

  private func begin(_ directory: TemporaryDirectory, _ stage: Stage) throws -> LedgerDirectory {
    let place = LedgerDirectory(directory.path("project/.runledger"))
    for path in [place.log, place.blobs, place.views] { try FileSystem.makeDirectories(path) }
    try FileSystem.writeAtomically(PathName.join(place.path, ".partial-0123"), [42])
    if stage == .nothing { return place }
    try FileSystem.writeAtomically(PathName.join(place.path, ".gitignore"), Array("*\n".utf8))
    try FileSystem.writeAtomically(
      PathName.join(place.log, "lock.mdb"), [UInt8](repeating: 0, count: 8_192))
    switch stage {
    case .nothing, .locks: break
    case .emptyLog: try FileSystem.writeAtomically(PathName.join(place.log, "data.mdb"), [])
    case .noTables: try Environment.open(place.log).close()
    case .oneTable:
      let environment = try Environment.open(place.log)
      _ = try environment.table("entries", create: true)
      environment.close()
    }
    return place
  }

  private func create(_ directory: TemporaryDirectory) throws -> Ledger {
    let creation = Ledger.Creation(adminLabel: "tester", host: "bench", at: 1_700_000_000)
    return try Ledger.create(
      at: directory.path("project/.runledger"), creation,
      keyring: Keyring(configDirectory: directory.path("config")))
  }

  @Test(arguments: Stage.allCases)
  func `can be begun again wherever it ended`(stage: Stage) throws {
    let directory = try TemporaryDirectory()
    let place = try begin(directory, stage)
    let error = #expect(throws: LedgerError.self) {
      try Ledger.open(at: place.path, mode: .readOnly)
    }
    #expect(error?.code == .notFound, "nobody is accused of what was never written")
    let ledger = try create(directory)
    #expect(try ledger.head().size == 2)
    #expect(Verifier.verify(ledger).findings == [])
  }

  @Test(
    arguments: [Stage.locks, .emptyLog, .noTables],
    ["log/head", "log/writer.lock", "blobs/sha256/00/11", "other"])
  func `is not begun again over what entries have left`(stage: Stage, file: String) throws {
    let directory = try TemporaryDirectory()
    let place = try begin(directory, stage)
    let path = PathName.join(place.path, file)
    try FileSystem.makeDirectories(PathName.parent(path))
    try FileSystem.writeAtomically(path, [1])
    let error = #expect(throws: LedgerError.self) { try create(directory) }
    #expect(error?.code == .alreadyExists)
    #expect(error?.message.contains("what is left of a ledger") == true)
  }
}
