public import Codecs
public import Bytes
import Engines
import Files
public import Ledger
public import Study

/// How a command gets its identifier.
public enum CommandName: Sendable {
  case random
  /// One that stands for a text: the same text names the same command.
  case text(String)
  /// One that stands for the n-th command that an event brings about.
  case derived(cause: Digest, ordinal: UInt32, n: UInt32)

  /// The text that the author chose, if any.
  var text: String? { if case .text(let text) = self { text } else { nil } }
}

/// What became of a command.
public struct Submission: Sendable {
  /// Where its entry stands.
  public var receipt: Receipt
  /// The command's name.
  public var command: String
  /// All its events, in order; those of a refusal too.
  public var events: [Event]
  /// Why it was refused, when the refusal was recorded.
  public var rejection: Rejection?
  /// Whether it had been accepted before, and nothing was added.
  public var isRepeated: Bool { receipt.repeated }
}

/// Decides commands and appends what follows from them: the one door to the log.
///
/// Not safe for use from several threads at once; a process needs one.
public final class CommandHandler {
  /// How long to wait for another writer, in nanoseconds.
  public var lockWait: UInt64 = 30_000_000_000

  private let ledger: Ledger
  private let world: World
  private let cached: States
  private var knownHead: Head?

  public init(_ ledger: Ledger, world: World = .live) {
    self.ledger = ledger
    self.world = world
    cached = States(StateRows(ledger: ledger))
  }

  /// The states as of the head of the log.
  public func states() throws -> States {
    try refresh(try ledger.head())
    return cached
  }

  /// The states as of the end of a batch that is being written.
  public func states(in batch: borrowing Batch) throws -> States {
    try refresh(batch.head)
    return cached
  }

  /// Appends one command.
  ///
  /// Durable when it returns; a refusal is thrown, after it was recorded if it is one that enters
  /// the log.
  @discardableResult
  public func submit(
    _ command: any Command, by signer: Signer, id: CommandName = .random
  ) throws -> Submission {
    let submission = try transact { batch in
      try self.submit(command, by: signer, id: id, in: &batch)
    }
    if let rejection = submission.rejection { throw rejection }
    return submission
  }

  /// Appends several commands in one commit, each its own entry: group commit.
  public func transact<R>(_ body: (inout Batch) throws -> R) throws -> R {
    do {
      return try ledger.write(lockDeadline: Clock.monotonic() + lockWait) { batch in
        try Self.demandKnownRules(batch.authority.rulesRevision)
        try self.refresh(batch.head)
        return try body(&batch)
      }
    } catch {
      // What the rules recorded since the last commit is not in the log.
      cached.forget()
      knownHead = nil
      throw error
    }
  }

  /// Appends one command within a transaction.
  ///
  /// A recorded refusal comes back in the submission; any other refusal is thrown and leaves the
  /// batch as it was.
  public func submit(
    _ command: any Command, by signer: Signer, id name: CommandName = .random, in batch: inout Batch
  ) throws -> Submission {
    let draft = Draft(
      id: identifier(name, of: command.name), name: command.name,
      arguments: command.arguments(named: name.text), at: world.now())
    var events: [Event] = []
    var rejection: Rejection?
    let receipt = try batch.append(draft, by: signer) { context in
      let moment = CommandContext(
        entry: context.index, at: context.at, author: context.keyID.hex, role: context.role)
      do throws(Rejection) {
        events = try Rules.apply(command, at: moment, cached)
      } catch {
        guard error.isRecorded else { throw error }
        rejection = error
        events = [Event(command.stream, .commandRefused(error.event))]
        return Decision(events: events.map(\.draft), refused: true)
      }
      if let failure = cached.failure { throw failure }
      let rows = cached.takeChanges().map { Decision.StateChange(key: $0.key, bytes: $0.bytes) }
      return Decision(
        events: command.drafts(of: events, given: name.text == nil ? draft.arguments : nil),
        states: rows)
    }
    if receipt.repeated || events.isEmpty { events = try decode(receipt) }
    if receipt.refused, rejection == nil { throw Self.refusal(of: signer, command.name) }
    knownHead = batch.head
    return Submission(
      receipt: receipt, command: command.name, events: events, rejection: rejection)
  }

  /// The events that a command would bring about now; appends nothing.
  ///
  /// Without a key it is taken for an operator's.
  public func preview(_ command: any Command, by key: KeyID? = nil) throws -> [Event] {
    try preview([{ _ in command }], by: key)
  }

  /// The events that commands would bring about one after the other, each made of the states that
  /// those before it leave; appends nothing.
  ///
  /// The cause of an event is its place in what is returned.
  public func preview(
    _ commands: [(States) throws -> (any Command)?], by key: KeyID? = nil
  ) throws -> [Event] {
    let states = States(StateRows(ledger: ledger))
    var moment = CommandContext(entry: try ledger.head().size, at: world.now())
    if let key {
      moment.author = key.hex
      moment.role = try ledger.authority().role(of: key) ?? .viewer
    }
    var events: [Event] = []
    for make in commands {
      guard let command = try make(states) else { continue }
      let before = events.count
      events += try Rules.apply(command, at: moment, states).map { event in
        var event = event
        event.cause = event.cause.map { $0 + before }
        return event
      }
      moment.entry += 1
    }
    if let failure = states.failure { throw failure }
    return events
  }

  /// Appends one of the commands that the ledger itself understands: keys and roles.
  @discardableResult
  public func submitKey(
    _ name: String, _ arguments: ValueMap, by signer: Signer, id: CommandName = .random
  ) throws -> Receipt {
    var arguments = arguments
    if case .text(let text) = id { arguments["cmd_id"] = .text(text) }
    let draft = Draft(
      id: identifier(id, of: name), name: name, arguments: CBOR.encode(arguments), at: world.now())
    return try transact { try $0.appendOwn(draft, by: signer) }
  }

  /// Records that the log goes on although a remembered head is lost: an admin's decision.
  public func acceptLoss(
    reason: String, by signer: Signer, id: CommandName = .random
  ) throws -> Receipt {
    let folding = Rebuild.Folding(ledger)
    return try ledger.acceptLoss(
      reason: reason, by: signer, id: identifier(id, of: "restore_ledger"), at: world.now(),
      lockDeadline: Clock.monotonic() + lockWait, fold: folding.take, states: folding.rows)
  }

  /// The events of a receipt, with detached data followed.
  public func decode(_ receipt: Receipt) throws -> [Event] {
    try receipt.events.compactMap { stored in
      guard let bytes = try ledger.mapBytes(of: stored.data), Stream(stored.stream) != nil else {
        return nil
      }
      return try Event(stored, data: bytes)
    }
  }

  private func refresh(_ head: Head) throws {
    if knownHead != head {
      cached.forget()
      knownHead = head
    }
  }

  private static func demandKnownRules(_ adopted: Int64) throws {
    guard adopted == Rules.revision else {
      throw RuntimeError(
        .conflict, "this ledger follows rules \(adopted) and this build knows \(Rules.revision)",
        hint: "use a build that knows rules \(adopted); reading works with any build")
    }
  }

  private func identifier(_ name: CommandName, of command: String) -> CommandID {
    switch name {
    case .random: .random(atNanoseconds: world.now(), entropy: world.entropy(10))
    case .text(let text): .named(text)
    case .derived(let cause, let ordinal, let n):
      .derived(origin: ledger.origin, name: command, cause: cause, ordinal: ordinal, n: n)
    }
  }

  private static func refusal(of signer: Signer, _ command: String) -> RuntimeError {
    RuntimeError(
      .keyRefused,
      "key '\(signer.label)' may not sign '\(command)', which needs role "
        + "'\(Role.least(for: command).rawValue)'",
      hint: "an admin grants it: runledger role grant \(signer.keyID.hex.prefix(8)) "
        + Role.least(for: command).rawValue)
  }
}

extension Rejection {
  /// The refusal as the log records it.
  var event: CommandRefused { CommandRefused(code: code.rawValue, facts: facts) }
}
