import Codecs
import Files
import Ledger
import Runtime
import StageKit
import Study

extension Verb {
  static let keyRotate = Verb(
    name: "key rotate", summary: "replace your key with a new one that has the same roles",
    usage: "key rotate [--ledger] [-m WHY]",
    details: [
      "The old key signs the new one, and nothing after that. What it signed stays valid. Its",
      "file stays where it is. --ledger rotates the ledger's own key, which signs heads: an",
      "admin who has that key hands it over, and 'head --handovers' prints what witnesses and",
      "auditors need to follow. All derived rows are sealed again.",
    ],
    options: [.flag("ledger", nil, "the ledger's own key, which signs its heads")],
    example: "runledger key rotate", writes: true
  ) { invocation in
    if invocation.arguments.has("ledger") { return try invocation.rotateLedgerKey() }
    let workspace = try invocation.writing()
    if let former = try invocation.formerResult(of: "key.rotated", workspace) { return former }
    let old = try invocation.signer(workspace)
    let ledger = workspace.ledger
    guard let role = try ledger.authority().role(of: old.keyID),
      let config = invocation.configDirectory
    else {
      throw Failure("key_refused", "your key is not enrolled in this ledger", exit: .keyRefused)
    }
    let new = try Signer.generate(label: old.label)
    let rotation = new.rotation(of: old.keyID, role: role, origin: ledger.origin)
    let keyring = Keyring(configDirectory: config, passphrase: invocation.passphrase)
    // Kept before the log names it: a key that nobody has would lock its owner out.
    if !invocation.isDryRun { try keyring.add(new, roleHint: role) }
    let done = try invocation.submit(
      "rotate_key", LedgerFact.rotated(rotation).data, in: workspace)
    if !invocation.isDryRun {
      var choice = try keyring.choice(origin: ledger.origin)
      if choice.person == old.keyID { choice.person = new.keyID }
      if choice.runner == old.keyID { choice.runner = new.keyID }
      try keyring.choose(choice, origin: ledger.origin)
      invocation.console.note("key \(new.keyID.hex) is in \(keyring.path(of: new.keyID))")
    }
    return done
  }

  static let keyProtect = Verb(
    name: "key protect", summary: "encrypt your key files with a passphrase, or decrypt them",
    usage: "key protect --passphrase-file FILE | key protect --remove",
    details: [
      "Argon2id and XChaCha20-Poly1305. From then on RUNLEDGER_PASSPHRASE_FILE says where the",
      "passphrase is: a file, or a pipe from a password manager. A runner's key is not encrypted,",
      "since machines sign with it unattended.",
    ],
    options: [
      .value("passphrase-file", nil, "FILE", "a file or pipe with the passphrase"),
      .flag("remove", nil, "store the key files unencrypted again"),
    ],
    example: "runledger key protect --passphrase-file secret.txt"
  ) { invocation in
    let file = invocation.arguments.value("passphrase-file").map(invocation.absolute)
    guard (file == nil) == invocation.arguments.has("remove") else {
      throw Failure.usage("'key protect' needs --passphrase-file, or --remove")
    }
    let workspace = try invocation.reading()
    guard let config = invocation.configDirectory else {
      throw Failure(
        "key_file", "there is no directory for your keys", hint: "set $HOME", exit: .keyRefused)
    }
    let keyring = Keyring(configDirectory: config, passphrase: invocation.passphrase)
    guard let person = try keyring.choice(origin: workspace.ledger.origin).person else {
      throw Failure(
        "key_refused", "none of your keys is enrolled in this ledger", exit: .keyRefused)
    }
    let role = try workspace.ledger.authority().role(of: person)
    try keyring.rewrite(person, roleHint: role, with: file.map { Passphrase(file: $0) })
    let word = file == nil ? "unencrypted" : "encrypted with the passphrase"
    if invocation.isJSON {
      invocation.console.print(json: ["kid": .text(person.hex), "protected": .bool(file != nil)])
    } else {
      invocation.console.print("key \(person.hex) is \(word) now")
    }
    return .done
  }

  static let keyExport = Verb(
    name: "key export", summary: "create and enroll a machine's key, with one role, valid until @N",
    usage: "key export --role ROLE --until @N -o FILE [--label NAME]",
    details: [
      "For CI and similar uses: the file contains the secret, readable only by you. The key signs",
      "up to the entry before @N: in entries, because clocks can be set. It is a",
      "viewer's, runner's or operator's key, never an admin's.",
    ],
    options: [
      .value("role", nil, "ROLE", "viewer, runner or operator"),
      .value("until", nil, "@N", "the first entry that it may no longer sign"),
      .value("label", nil, "NAME", "the key's label"),
      .value("output", "o", "FILE", "the file to write the secret to"),
    ],
    example: "runledger key export --role runner --until @5000 -o ci.key", writes: true
  ) { invocation in
    guard let role = try invocation.arguments.value("role").map(Role.named),
      let until = try invocation.index("until"),
      let path = invocation.arguments.value("output").map(invocation.absolute)
    else { throw Failure.usage("'key export' needs --role, --until and -o") }
    guard role != .admin else { throw Failure.usage("an admin's key cannot expire or be exported") }
    let workspace = try invocation.writing()
    if let former = try invocation.formerResult(of: "key.enrolled", workspace) { return former }
    guard !FileSystem.exists(path) else {
      throw Failure("exists", "'\(path)' already exists", exit: .conflict)
    }
    let size = try workspace.ledger.head().size
    guard UInt64(until) > size else {
      throw Failure.usage("the log already has \(size) entries: '@\(until)' is in the past")
    }
    let signer = try Signer.generate(label: invocation.arguments.value("label") ?? "ci")
    let enrolment = signer.enrolment(
      role: role, host: role == .runner ? "ci" : nil, origin: workspace.ledger.origin,
      until: UInt64(until))
    var fields = LedgerFact.enrolled(enrolment).data
    fields["kid"] = nil
    if !invocation.isDryRun { try Keyring.export(signer, role: role, to: path) }
    do {
      return try invocation.submit("enroll_key", fields, in: workspace)
    } catch {
      try? FileSystem.remove(path)
      throw error
    }
  }
}

extension Invocation {
  /// Shows what was accepted before under this command's `--cmd-id`, where a random key or the
  /// clock of somebody else makes the same words another command; nil when there was nothing.
  func formerResult(of type: String, _ workspace: Workspace) throws -> ExitCode? {
    guard let former = try former(workspace) else { return nil }
    guard former.events.contains(where: { $0.fact.type == type }) else {
      throw reused(at: former.entry)
    }
    var outcome = CommandOutcome(preview: former.events)
    outcome.entry = former.entry
    outcome.isRepeated = true
    show(outcome)
    return .done
  }

  /// The index of an entry that an option gives, as `@N` or `N`.
  func index(_ option: String) throws -> Int64? {
    guard let word = arguments.value(option) else { return nil }
    guard let index = Int64(word.hasPrefix("@") ? String(word.dropFirst()) : word), index >= 0
    else {
      throw Failure.usage("'--\(option) \(word)' is not an entry", hint: "write @1842")
    }
    return index
  }
}
