import Codecs
import Files
import Ledger
import Projections
import Runtime
import StageKit

/// One command line on its way: what was asked, by whom, where, and where the answer goes.
final class Invocation {
  let verb: Verb
  /// Its options and operands.
  let arguments: ParsedArguments
  /// The environment variables.
  let environment: [String: String]
  /// The working directory.
  let directory: String
  /// Where the answer goes.
  let console: Console
  /// Time and chance.
  let world: World
  /// The ledger that another verb has open and asks this one about, and rows of an earlier size of
  /// it that are asked in place of those of today.
  let asked: (workspace: Workspace, rows: ViewStore?)?

  init(
    verb: Verb, arguments: ParsedArguments, environment: [String: String], directory: String,
    console: Console, world: World, asked: (workspace: Workspace, rows: ViewStore?)? = nil
  ) {
    self.asked = asked
    self.verb = verb
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    self.console = console
    self.world = world
  }

  /// Whether data is printed as JSON.
  var isJSON: Bool { arguments.has("json") }

  /// Whether nothing may be appended.
  var isDryRun: Bool { arguments.has("dry-run") }

  /// An operand, or nil when there are fewer.
  func operand(_ index: Int) -> String? {
    index < arguments.operands.count ? arguments.operands[index] : nil
  }

  /// Where this account's settings and keys lie.
  var configDirectory: String? { Keyring.configDirectory { self.environment[$0] } }

  /// Where the passphrase of closed keys is.
  var passphrase: Passphrase? {
    environment["RUNLEDGER_PASSPHRASE_FILE"].flatMap { path in
      path.isEmpty ? nil : Passphrase(file: absolute(path))
    }
  }

  /// Where the ledger is: `--ledger`, `$RUNLEDGER_DIR`, or the nearest one above.
  func locate() throws -> LedgerDirectory {
    let explicit = arguments.value("ledger") ?? environment["RUNLEDGER_DIR"]
    return try Workspace.locate(
      from: directory, explicit: explicit.flatMap { $0.isEmpty ? nil : $0 })
  }

  /// The ledger, opened for reading: needs no key and no permission to write.
  func reading() throws -> Workspace {
    if let asked { return asked.workspace }
    let workspace = try Workspace.open(
      try locate(), mode: .readOnly, configDirectory: configDirectory,
      passphrase: passphrase, world: world)
    warnOfLoss(workspace.ledger)
    return workspace
  }

  /// Says so when the log is behind what is remembered of it: reading goes on.
  private func warnOfLoss(_ ledger: Ledger) {
    // What cannot be read is for the verb itself to say.
    switch try? ledger.checkHeads() {
    case .lost(let remembered, let found):
      console.complain(
        "warning: the log once had the head \(remembered) and now has \(found): entries are lost "
          + "or were replaced")
    case .withoutCheckpoint: console.complain("warning: the log has entries and no checkpoint")
    case .nothing, .fits, nil: break
    }
  }

  /// The ledger, opened for writing; for reading, when nothing may be appended.
  func writing() throws -> Workspace {
    if isDryRun { return try reading() }
    let workspace = try Workspace.open(
      try locate(), mode: .readWrite, configDirectory: configDirectory,
      passphrase: passphrase, world: world)
    if let seconds = try arguments.int("wait", in: 0...86_400) {
      workspace.handler.lockWait = UInt64(seconds) * 1_000_000_000
    }
    if case .nothing? = try? workspace.ledger.checkHeads() {
      let size = try workspace.ledger.head().size
      console.note("first seen at size \(size): there was no remembered head of this log")
    }
    let purging = Purging(workspace)
    if purging.isPending { rewriteFiles(of: try purging.complete(), in: workspace) }
    return workspace
  }

  /// The rows of a ledger, brought up to it; those of an earlier size where that was asked.
  func views(_ workspace: Workspace) throws -> ViewStore {
    let views = asked?.rows ?? ViewStore(workspace.directory)
    try views.catchUp(workspace.ledger)
    return views
  }

  /// The key that signs what a person commands.
  func signer(_ workspace: Workspace) throws -> Signer {
    let chosen = environment["RUNLEDGER_KEY"].flatMap { $0.isEmpty ? nil : $0 }
    return try workspace.person(arguments.value("key") ?? chosen)
  }

  /// A path as the caller wrote it, made absolute.
  func absolute(_ path: String) -> String {
    PathName.normalize(PathName.join(directory, path))
  }
}
