import Files
import Ledger
import Projections
import Runtime
import StageKit

extension Invocation {
  /// Lets the ledger's own key hand over to a new one: on the record, then in its place, then over
  /// the derived rows.
  ///
  /// Stopped anywhere, the next verb takes the key that the log names, and at most asks for
  /// `rebuild`.
  func rotateLedgerKey() throws -> ExitCode {
    let workspace = try writing()
    if let former = try formerResult(of: "ledger.rekeyed", workspace) { return former }
    let ledger = workspace.ledger
    guard try ledger.authority().role(of: signer(workspace).keyID) == .admin else {
      throw Failure(
        "role", "'key rotate --ledger' needs the role admin",
        hint: "runledger key list shows who has it", exit: .keyRefused)
    }
    let keyring = configDirectory.map { Keyring(configDirectory: $0, passphrase: passphrase) }
    let next = try Signer.generate(label: ledger.origin)
    let handover = try ledger.handover(to: next)
    if !isDryRun { try ledger.keep(next: next, keyring: keyring) }
    let done = try submit("rekey_ledger", handover.data, in: workspace)
    if isDryRun { return done }
    try ledger.install(next: next, keyring: keyring)
    ledger.close()
    let again = try writing()
    _ = try Rebuild.run(again.ledger)
    try again.ledger.seal(lockDeadline: Clock.monotonic() + again.handler.lockWait)
    console.note("heads are signed by \(try again.ledger.verifierKey()) from now on")
    console.note("give others what 'runledger head --handovers' prints")
    return done
  }

  /// The verifier key of `--key`, or the one that `--handover` says came after it.
  ///
  /// Errors: a usage error for what is no key, or no handover by it.
  func trustedKey() throws -> NoteKey {
    guard let text = arguments.value("key") else {
      throw Failure.usage("'\(verb.name)' needs --key", hint: "the log's owner has 'head --vkey'")
    }
    let key: NoteKey
    do throws(FormatError) { key = try NoteKey(parsing: text) } catch {
      throw Failure.usage("'\(text)' is not a verifier key: \(error)")
    }
    return try key.succeeded(by: handovers())
  }

  /// The handovers in the file of `--handover`; none without it.
  func handovers() throws -> [Handover] {
    guard let path = arguments.value("handover").map(absolute) else { return [] }
    let bytes: [UInt8]
    do throws(FileError) { bytes = try FileSystem.readFile(path, limit: 1 << 20) } catch {
      throw Failure.notFound("\(error)")
    }
    do throws(FormatError) {
      return try Handover.list(String(decoding: bytes, as: UTF8.self))
    } catch {
      throw Failure.usage("'\(path)' is not a handover: \(error)")
    }
  }
}

extension NoteKey {
  /// The key that a log has now, for who knows it by this one.
  func succeeded(by handovers: [Handover]) throws -> NoteKey {
    guard !handovers.isEmpty else { return self }
    do throws(FormatError) { return try Handover.key(after: self, by: handovers) } catch {
      throw Failure("handover_refused", "\(error)", exit: .negative)
    }
  }
}

extension Option {
  /// How a log whose key was rotated is known by an earlier one.
  static let handover = Option.value(
    "handover", nil, "FILE", "the output of 'head --handovers', if you have an earlier key")
}
