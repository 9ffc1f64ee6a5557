import Agents
import Bytes
import Codecs
import Files
import Ledger
import Runtime
import StageKit

extension Verb {
  static let witnessKey = Verb(
    name: "witness key", summary: "print the key that you witness other ledgers with",
    usage: "witness key [--name NAME]",
    details: [
      "Creates the key the first time. Give the output to those whose logs you witness."
    ],
    options: [.value("name", nil, "NAME", "the name of the witness, such as example.org/w1")],
    example: "runledger witness key --name example.org/w1"
  ) { invocation in
    let key = try invocation.witness(named: invocation.arguments.value("name")).key().description
    if invocation.isJSON {
      invocation.console.print(json: ["vkey": .text(key)])
    } else {
      invocation.console.print(key)
    }
    return .done
  }

  static let witnessRequest = Verb(
    name: "witness request", summary: "write what a witness needs to sign the last checkpoint",
    usage: "witness request [--old N] [-o FILE]",
    details: [
      "For offline witnesses: send the file, and record the response with",
      "'witness add'. It is the request body of add-checkpoint in c2sp.org/tlog-witness.",
    ],
    options: [
      .value("old", nil, "N", "the last size that the witness signed (0)"),
      .value("output", "o", "FILE", "write to FILE instead of stdout"),
    ],
    example: "runledger witness request -o request.txt"
  ) { invocation in
    let ledger = try invocation.reading().ledger.frozen()
    let old = try invocation.arguments.int("old", in: 0...Int64.max) ?? 0
    let text = try WitnessRequest(ledger, since: UInt64(old)).text
    try invocation.deliver(text)
    return .done
  }

  static let witnessSign = Verb(
    name: "witness sign",
    summary: "sign the head of another ledger, if it continues what you signed",
    usage: "witness sign REQUEST [--log VKEY] [--handover FILE] [-o FILE]",
    details: [
      "Needs no ledger. What you signed is remembered with your keys: a rewritten log is",
      "refused for good. Exit code 1 if the head is not signed, with the reason. A log that has",
      "a new key proves it with --handover, signed by the key that you know.",
    ],
    options: [
      .value("log", nil, "VKEY", "the log's key, the first time you witness it"), .handover,
      .value("output", "o", "FILE", "write to FILE instead of stdout"),
    ],
    example: "runledger witness sign request.txt --log log.vkey -o signed.txt",
    operands: 1...1, completes: .files
  ) { invocation in
    let path = invocation.absolute(invocation.operand(0) ?? "")
    let bytes: [UInt8]
    do throws(FileError) { bytes = try FileSystem.readFile(path, limit: 1 << 20) } catch {
      throw Failure.notFound("\(error)")
    }
    let request: WitnessRequest
    let logKey: NoteKey?
    do throws(FormatError) {
      request = try WitnessRequest(parsing: String(decoding: bytes, as: UTF8.self))
      logKey = try invocation.noteKey("log")
    } catch {
      throw Failure.usage("'\(path)' is not a request, or the key is invalid: \(error)")
    }
    let answer = try invocation.witness(named: nil).addCheckpoint(
      request, logKey: logKey, handovers: try invocation.handovers(),
      atSeconds: UInt64(invocation.world.now() / 1_000_000_000))
    guard case .signed(let line) = answer else {
      throw Failure("witness_refused", answer.reason, exit: .negative)
    }
    var signed = request.checkpoint
    signed.add(line)
    try invocation.deliver(signed.text)
    return .done
  }

  static let witnessAdd = Verb(
    name: "witness add", summary: "record a witness's signature of a head of this ledger",
    usage: "witness add FILE --witness VKEY",
    details: ["FILE is what 'witness sign' wrote: the checkpoint with the witness's signature."],
    options: [.value("witness", nil, "VKEY", "the key of the witness")],
    example: "runledger witness add signed.txt --witness witness.vkey",
    operands: 1...1, writes: true, completes: .files
  ) { invocation in
    let path = invocation.absolute(invocation.operand(0) ?? "")
    let bytes: [UInt8]
    do throws(FileError) { bytes = try FileSystem.readFile(path, limit: 1 << 20) } catch {
      throw Failure.notFound("\(error)")
    }
    let workspace = try invocation.writing()
    return try invocation.record(
      String(decoding: bytes, as: UTF8.self), by: try invocation.demandWitness(), in: workspace)
  }

  static let witnessAddCheckpoint = Verb(
    name: "witness add-checkpoint", summary: "ask a witness over HTTP to sign the last checkpoint",
    usage: "witness add-checkpoint URL --witness VKEY",
    details: [
      "URL is the submission prefix of a c2sp.org/tlog-witness. What it signs is recorded.",
      "A witness that signed a larger log has seen entries that are now lost: exit code 3.",
    ],
    options: [.value("witness", nil, "VKEY", "the key of the witness")],
    example: "runledger witness add-checkpoint http://127.0.0.1:7070 --witness witness.vkey",
    operands: 1...1, writes: true
  ) { invocation in
    let key = try invocation.demandWitness()
    let workspace = try invocation.writing()
    if let former = try invocation.formerResult(of: "checkpoint.witnessed", workspace) {
      return former
    }
    let ledger = try workspace.ledger.frozen()
    let known = try ledger.authority().witnesses.first { $0.key == key.description }
    let url = (invocation.operand(0) ?? "") + "/add-checkpoint"
    var request = try WitnessRequest(ledger, since: known?.size ?? 0)
    var answer = try invocation.post(request, to: url)
    if answer.status == 409 {
      let text = String(decoding: answer.body, as: UTF8.self)
      guard let size = UInt64(text.prefix { $0 != "\n" }) else {
        throw Failure("witness_refused", "'\(url)' answers 409 without a size", exit: .negative)
      }
      guard size <= request.checkpoint.head.size else {
        throw Failure(
          "rolled_back",
          "the witness has signed \(size) entries of this log, which now has "
            + "\(request.checkpoint.head.size)",
          hint: "put the log back; runledger verify says what else is wrong", exit: .altered)
      }
      request = try WitnessRequest(ledger, since: size)
      answer = try invocation.post(request, to: url)
    }
    guard answer.status == 200 else {
      let reason = String(decoding: answer.body.prefix(300), as: UTF8.self)
      throw Failure(
        "witness_refused", "'\(url)' answers \(answer.status): \(Printable.text(reason))",
        exit: .negative)
    }
    let note = request.checkpoint.text + String(decoding: answer.body, as: UTF8.self)
    return try invocation.record(note, by: key, in: workspace)
  }

  static let witnessList = Verb(
    name: "witness list", summary: "list this ledger's witnesses, and how far each has signed",
    usage: "witness list [--policy FILE]",
    details: [
      "With a policy (c2sp.org/tlog-policy), exit code 1 if its quorum has signed nothing yet."
    ],
    options: [.value("policy", nil, "FILE", "which witnesses must have signed")],
    example: "runledger witness list --policy policy.txt"
  ) { invocation in
    let ledger = try invocation.reading().ledger
    let seen = try ledger.authority().witnesses
    let size = try ledger.head().size
    var quorum: UInt64??
    if let path = invocation.arguments.value("policy") {
      let bytes = try FileSystem.readFile(invocation.absolute(path), limit: 1 << 20)
      do throws(FormatError) {
        let policy = try WitnessPolicy(parsing: String(decoding: bytes, as: UTF8.self))
        quorum = .some(policy.size(signedBy: seen))
      } catch {
        throw Failure.usage("'\(path)' is not a policy: \(error)")
      }
    }
    let words = seen.map { witness -> String in
      let name = String(witness.key.prefix { $0 != "+" })
      return "\(Printable.text(name)): \(Amounts.count(Int(witness.size), "entry", "entries")) at "
        + "\(witness.moment), recorded in @\(witness.recordedAt)"
    }
    if invocation.isJSON {
      invocation.console.print(json: [
        "witnesses": .array(seen.map(\.json)), "size": .int(Int64(size)),
        "quorum": (quorum ?? nil).map { .int(Int64(clamping: $0)) } ?? .null,
      ])
    } else {
      words.forEach(invocation.console.print)
      invocation.console.print(WitnessReport(seen, size: size).text)
      if let quorum {
        invocation.console.print(
          quorum.map { "the quorum of the policy has signed \($0) entries" }
            ?? "the quorum of the policy has signed nothing")
      }
    }
    if let quorum, quorum == nil { return .negative }
    return .done
  }
}

extension Invocation {
  /// The witness that this account is; made with a name the first time.
  func witness(named name: String?) throws -> Witness {
    guard let config = configDirectory else {
      throw Failure(
        "key_file", "there is no directory for your keys", hint: "set $HOME", exit: .keyRefused)
    }
    let keyring = Keyring(configDirectory: config, passphrase: passphrase)
    let directory = PathName.join(keyring.directory, "witness")
    let path = PathName.join(directory, "name")
    let lines = (try? FileSystem.readFile(path, limit: 4096)).map {
      String(decoding: $0, as: UTF8.self).split(separator: "\n").map(String.init)
    }
    if let lines, lines.count == 2, let id = KeyID(hex: lines[1]) {
      if let name, name != lines[0] {
        throw Failure(
          "exists", "this account is the witness '\(lines[0])' already", exit: .conflict)
      }
      return Witness(name: lines[0], signer: try keyring.signer(id), directory: directory)
    }
    guard let name else {
      throw Failure.notFound(
        "this account has no witness key yet", hint: "runledger witness key --name NAME makes it")
    }
    let signer = try Signer.generate(label: "witness \(name)")
    let witness = Witness(name: name, signer: signer, directory: directory)
    do throws(FormatError) { _ = try witness.key() } catch { throw Failure.usage("\(error)") }
    try keyring.add(signer)
    try FileSystem.makeDirectories(directory, mode: 0o700)
    try FileSystem.writeAtomically(
      path, Array("\(name)\n\(signer.keyID.hex)\n".utf8), mode: 0o600)
    return witness
  }

  /// The verifier key that an option gives: the key itself, or the file that holds it.
  func noteKey(_ option: String) throws(FormatError) -> NoteKey? {
    guard let word = arguments.value(option) else { return nil }
    return try noteKey(word: word)
  }

  /// The verifier key that a word is, or the file that it names holds.
  func noteKey(word: String) throws(FormatError) -> NoteKey {
    let file = try? FileSystem.readFile(absolute(word), limit: 4096)
    let text = file.map { String(decoding: $0, as: UTF8.self) } ?? word
    return try NoteKey(parsing: String(text.prefix { $0 != "\n" }))
  }

  fileprivate func demandWitness() throws -> NoteKey {
    let key: NoteKey?
    do throws(FormatError) { key = try noteKey("witness") } catch {
      throw Failure.usage("'--witness' is not a verifier key: \(error)")
    }
    guard let key, key.kind == .cosignature else {
      throw Failure.usage(
        "'\(verb.name)' needs --witness with the key of a witness",
        hint: "the witness has it: runledger witness key")
    }
    return key
  }

  /// Prints a text, or writes it where `-o` says.
  fileprivate func deliver(_ text: String) throws {
    if let path = arguments.value("output") {
      try FileSystem.writeAtomically(absolute(path), Array(text.utf8))
    }
    if isJSON {
      console.print(json: ["text": .text(text)])
    } else if arguments.value("output") == nil {
      console.print(String(text.dropLast()))
    }
  }

  fileprivate func post(
    _ request: WitnessRequest, to url: String
  ) throws -> (status: Int, body: [UInt8]) {
    do throws(ModelError) {
      let answer = try HTTPPost.send(
        url, headers: ["Content-Type: text/plain"], body: Array(request.text.utf8),
        milliseconds: 30_000)
      return (answer.status, answer.body)
    } catch {
      throw Failure("unavailable", "no witness answers: \(error)", exit: .store)
    }
  }

  /// Appends what a witness has signed.
  fileprivate func record(
    _ note: String, by witness: NoteKey, in workspace: Workspace
  ) throws -> ExitCode {
    let seen = try workspace.ledger.witnessing(note: note, by: witness)
    return try submit("witness_checkpoint", LedgerFact.witnessed(seen).data, in: workspace)
  }
}

extension Witness.Answer {
  /// Why nothing was signed, in the words of the protocol.
  fileprivate var reason: String {
    switch self {
    case .signed: "it was signed"
    case .conflict(let size):
      "409: \(size) entries were signed last: runledger witness request --old \(size)"
    case .unknownLog: "404: this log was never witnessed here: give its key with --log"
    case .notSigned: "403: the log's own key did not sign this checkpoint"
    case .inconsistent(let reason): "422: \(reason)"
    case .malformed(let reason): "400: \(reason)"
    }
  }
}
