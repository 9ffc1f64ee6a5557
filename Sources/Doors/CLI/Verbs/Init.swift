import Codecs
import Engines
import Files
import Ledger
import Runtime
import StageKit

extension Verb {
  static let initialise = Verb(
    name: "init", summary: "create a ledger here, with a key for you and one for this machine",
    usage: "init [DIRECTORY] [--origin NAME] [--shared GROUP] [--key KEY]",
    details: [
      "The ledger is in .runledger/. Secret keys are in your configuration directory, never in",
      "the ledger, so that a copy of the ledger is not a copy of your keys. With --key your key is",
      "one that you already have, so that one key can serve several ledgers.",
    ],
    options: [
      .value("origin", nil, "NAME", "the log's permanent name (default: a unique one)"),
      .value("shared", nil, "GROUP", "let the accounts of a group write to it"),
      .value("label", nil, "NAME", "your key's label"),
    ],
    example: "runledger init", operands: 0...1, completes: .files
  ) { invocation in
    let root = invocation.operand(0).map(invocation.absolute) ?? invocation.directory
    guard let config = invocation.configDirectory else {
      throw Failure(
        "key_file", "there is no directory for your keys", hint: "set $HOME or $XDG_CONFIG_HOME",
        exit: .keyRefused)
    }
    let path = PathName.join(root, LedgerDirectory.name)
    var creation = Ledger.Creation(
      adminLabel: invocation.arguments.value("label") ?? Account.name(invocation.environment),
      host: Account.host(), rulesRevision: Rules.revision, at: invocation.world.now())
    creation.origin = invocation.arguments.value("origin")
    creation.sharedGroup = try invocation.arguments.value("shared").map(Account.group)
    creation.entropy = invocation.world.entropy
    let keyring = Keyring(configDirectory: config, passphrase: invocation.passphrase)
    if let word = invocation.arguments.value("key") {
      if invocation.arguments.has("label") {
        throw Failure.usage("'--label' is for a new key, and '--key' names one that you have")
      }
      creation.admin = try keyring.signer(named: word)
    }
    let isNew = !FileSystem.exists(root)
    try FileSystem.makeDirectories(root)
    try Workspace.refuseNetwork(root)
    let ledger: Ledger
    do throws(LedgerError) {
      ledger = try Ledger.create(at: path, creation, keyring: keyring)
    } catch {
      // A failure leaves nothing behind.
      if isNew { try? FileSystem.remove(root) }
      throw error
    }
    if creation.sharedGroup != nil { FileSystem.shareWithGroup() }
    try ignoreInGit(root)
    if let group = creation.sharedGroup {
      try Ledger.share(
        ledger.directory, origin: ledger.origin, beside: [PathName.join(root, "runs")], with: group,
        keyring: keyring)
    }
    let choice = try keyring.choice(origin: ledger.origin)
    return invocation.show(ledger, choice, keyring)
  }

  /// Keeps `git status` clean: what the ledger writes can be derived or is not git's to keep.
  private static func ignoreInGit(_ root: String) throws {
    let ignored = Array("*\n".utf8)
    let runs = PathName.join(root, "runs")
    try FileSystem.makeDirectories(runs)
    for directory in [PathName.join(root, LedgerDirectory.name), runs] {
      let path = PathName.join(directory, ".gitignore")
      if !FileSystem.exists(path) { try FileSystem.writeAtomically(path, ignored) }
    }
  }
}

extension Invocation {
  fileprivate func show(
    _ ledger: Ledger, _ choice: Keyring.Choice, _ keyring: Keyring
  ) -> ExitCode {
    let keys: [(use: String, role: String, id: KeyID?)] = [
      ("yours", "admin", choice.person), ("this machine's", "runner", choice.runner),
      ("the ledger's", "checkpoints", choice.ledger),
    ]
    if isJSON {
      console.print(json: [
        "origin": .text(ledger.origin), "ledger": .text(ledger.directory.path),
        "keys": .array(
          keys.compactMap { key in
            key.id.map { id in
              [
                "kid": .text(id.hex), "role": .text(key.role), "path": .text(keyring.path(of: id)),
              ]
            }
          }),
      ])
      return .done
    }
    console.print("ledger  \(ledger.directory.path)")
    console.print("origin  \(ledger.origin)")
    for key in keys {
      if let id = key.id { console.print("key     \(id.hex)  \(key.use) (\(key.role))") }
    }
    console.note("secret keys are in \(keyring.directory)/keys; keep a copy of yours")
    return .done
  }
}
