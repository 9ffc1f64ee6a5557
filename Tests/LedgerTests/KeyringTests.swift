import Bytes
import Files
import TestKit
import Testing

@testable import Ledger
@testable import LedgerFormat

@Suite struct KeyringTests {
  let directory: TemporaryDirectory
  let keyring: Keyring
  let signer: Signer

  init() throws {
    directory = try TemporaryDirectory()
    keyring = Keyring(configDirectory: directory.path("config"))
    signer = try Signer(seed: [UInt8](0..<32), label: "ada\nlovelace")
  }

  private func error(_ change: (String) throws -> Void) throws -> LedgerError? {
    try keyring.add(signer, roleHint: .admin)
    try change(keyring.path(of: signer.keyID))
    return #expect(throws: LedgerError.self) { try keyring.signer(signer.keyID) }
  }

  @Test func `a kept key is found again and signs the same`() throws {
    try keyring.add(signer, roleHint: .admin)
    let loaded = try keyring.signer(signer.keyID)
    #expect(loaded.keyID == signer.keyID)
    #expect(loaded.label == "ada lovelace")
    #expect(loaded.sign([1]) == signer.sign([1]))
    #expect(try keyring.list() == [signer.keyID])
    let status = try found(FileSystem.status(keyring.path(of: signer.keyID)))
    #expect(status.mode & 0o777 == 0o600)
    let text = String(
      decoding: try FileSystem.readFile(keyring.path(of: signer.keyID)), as: UTF8.self)
    #expect(
      text == """
        runledger-key/v1
        label: ada lovelace
        role-hint: admin
        seed: AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=

        """)
  }

  @Test func `a key file others can read is refused, and the remedy named`() throws {
    for mode in [0o640, 0o604, 0o666] as [UInt32] {
      let error = try error { try FileSystem.setMode($0, mode) }
      #expect(error?.code == .keyFile)
      #expect(error?.hint?.contains("chmod 600") == true)
    }
  }

  @Test func `a missing or malformed key file is refused by name`() throws {
    let missing = try error { try FileSystem.remove($0) }
    #expect(missing?.message.contains(keyring.path(of: signer.keyID)) == true)
    for text in [
      "", "runledger-key/v1\n", "runledger-key/v2\nlabel: a\nrole-hint: a\nseed: AAAA\n",
      "runledger-key/v1\nlabel: a\nrole-hint: a\nseed: AAAA\n",
      "runledger-key/v1\nlabel: a\nrole-hint: a\n"
        + "seed: AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    ] {
      let error = try error {
        try FileSystem.writeAtomically($0, Array(text.utf8), mode: 0o600)
      }
      #expect(error?.code == .keyFile)
    }
  }

  @Test func `a key file under another key's name is refused`() throws {
    let error = try error {
      let other = try Signer(seed: [UInt8](1..<33), label: "other")
      try KeyFile.write(other, roleHint: nil, to: $0)
    }
    #expect(error?.code == .keyFile)
  }

  @Test func `which keys an account uses with a ledger is remembered for that ledger only`() throws
  {
    #expect(try keyring.choice(origin: "a") == Keyring.Choice())
    let choice = Keyring.Choice(person: signer.keyID, runner: nil, ledger: signer.keyID)
    try keyring.choose(choice, origin: "a")
    #expect(try keyring.choice(origin: "a") == choice)
    #expect(try keyring.choice(origin: "b") == Keyring.Choice())
  }

  @Test func `the configuration directory is that of the environment`() {
    #expect(Keyring.configDirectory { ["XDG_CONFIG_HOME": "/x"][$0] } == "/x")
    #expect(Keyring.configDirectory { ["HOME": "/h"][$0] } == "/h/.config")
    #expect(
      Keyring.configDirectory { ["XDG_CONFIG_HOME": "rel", "HOME": "/h"][$0] } == "/h/.config")
    #expect(Keyring.configDirectory { _ in nil } == nil)
  }

  @Test func `without the ledger's key nobody writes, and everybody reads`() throws {
    let fixture = try Fixture()
    fixture.ledger.close()
    let stranger = Keyring(configDirectory: directory.path("stranger"))
    let error = #expect(throws: LedgerError.self) {
      try Ledger.open(at: fixture.path, mode: .readWrite, keyring: stranger)
    }
    #expect(error?.code == .keyFile)
    let ledger = try Ledger.open(at: fixture.path, mode: .readOnly)
    #expect(try ledger.head().size == 2)
    ledger.close()
  }

  @Test func `a shared ledger holds its own key, readable by the group`() throws {
    let source = Source(seed: 3)
    var creation = creation(nil, source)
    let path = directory.path("project/.runledger")
    try FileSystem.makeDirectories(directory.path("project"))
    creation.sharedGroup = try found(FileSystem.status(directory.path("project"))).group
    let made = try Ledger.create(at: path, creation, keyring: keyring)
    let origin = made.origin
    made.close()
    #expect(try keyring.choice(origin: origin).ledger == nil)
    let key = try found(FileSystem.status(path + "/keys/ledger.key"))
    #expect(key.mode & 0o777 == 0o640)
    let ledger = try Ledger.open(at: path, mode: .readWrite)
    try ledger.seal(lockDeadline: nil)
    ledger.close()
  }
}
