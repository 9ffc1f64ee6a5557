import Bytes

/// The entries that one commit will append.
///
/// Lives only within the closure of `Ledger.write`.
public struct Batch {
  let core: BatchCore

  init(_ core: BatchCore) {
    self.core = core
  }

  /// The head the next entry will be signed over.
  public var head: Head { core.head }

  /// The keys and roles the next entry is judged by.
  public var authority: Authority { core.authority }

  /// The row of the `states` table with this key, as this batch has left it.
  public func state(_ key: String) throws(LedgerError) -> [UInt8]? { try core.state(key) }

  /// Appends the entry of a command: what `decide` answers, signed by `signer`.
  ///
  /// A command whose identifier was accepted before gets the receipt it got then, and `decide` is
  /// not called. A known key whose role does not suffice is recorded as `command.refused` with the
  /// code `role`; its receipt says so, and the identifier stays free. When anything is thrown the
  /// batch is as it was before.
  ///
  /// Errors: `keyRefused` for a key that is unknown or revoked, `conflict`
  /// for an identifier that another command has, `tooLarge`, `invalid`, and those of `decide`.
  public mutating func append(
    _ draft: Draft, by signer: Signer, decide: (DecisionContext) throws -> Decision
  ) throws -> Receipt {
    var failure: (any Error)?
    do throws(LedgerError) {
      return try core.append(draft, signer) { context throws(LedgerError) in
        do { return try decide(context) } catch {
          failure = error
          throw LedgerError(.invalid, "the command was given up")
        }
      }
    } catch {
      throw failure ?? error
    }
  }

  /// Appends a command the ledger decides itself: about keys, roles and rules.
  ///
  /// A refusal by a rule is recorded, as is one for lack of a role. Errors: those of `append`, and
  /// `invalid` when the name is none of ``Authority/commands``.
  public mutating func appendOwn(
    _ draft: Draft, by signer: Signer
  ) throws(LedgerError) -> Receipt {
    guard Authority.commands.contains(draft.name) else {
      throw LedgerError(.invalid, "'\(draft.name)' is not a command about keys or rules")
    }
    return try core.append(draft, signer) { context throws(LedgerError) in
      do throws(Refusal) {
        let events = try context.authority.decide(draft.name, arguments: draft.arguments)
        return Decision(events: events ?? [])
      } catch {
        return Decision(events: [error.event], refused: true)
      }
    }
  }
}

/// What a decision may depend on besides the command: all of it is in the log already.
public struct DecisionContext {
  private let core: BatchCore
  /// The clock of the author, in nanoseconds since 1970.
  public let at: Int64
  /// The key that gives the command.
  public let keyID: KeyID
  /// What that key may do.
  public let role: Role

  init(core: BatchCore, at: Int64, keyID: KeyID, role: Role) {
    self.core = core
    self.at = at
    self.keyID = keyID
    self.role = role
  }

  /// The index the entry will have.
  public var index: UInt64 { core.head.size }
  /// The head the entry will be signed over.
  public var head: Head { core.head }
  /// The keys and roles before the entry.
  public var authority: Authority { core.authority }
  /// The row of the `states` table with this key.
  public func state(_ key: String) throws(LedgerError) -> [UInt8]? { try core.state(key) }
}
