import Bytes
import Crypto
import Files

extension Keyring {
  /// The keys an account uses with one ledger.
  public struct Choice: Equatable, Sendable {
    /// Signs what the person commands.
    public var person: KeyID?
    /// Signs what machines do unattended on this host.
    public var runner: KeyID?
    /// Signs checkpoints.
    public var ledger: KeyID?

    public init(person: KeyID? = nil, runner: KeyID? = nil, ledger: KeyID? = nil) {
      self.person = person
      self.runner = runner
      self.ledger = ledger
    }
  }

  private static let header = "runledger-choice/v1"

  /// The file that holds the choice for the ledger of an origin.
  private func choicePath(_ origin: String) -> String {
    let name = KeyID(publicKey: Array(origin.utf8)).hex
    return PathName.join(directory, "ledgers/\(name)")
  }

  /// The keys chosen for the ledger of an origin; none where nothing was chosen.
  public func choice(origin: String) throws(LedgerError) -> Choice {
    let path = choicePath(origin)
    guard FileSystem.exists(path) else { return Choice() }
    let bytes: [UInt8]
    do throws(FileError) { bytes = try FileSystem.readFile(path, limit: 4096) } catch {
      throw LedgerError(.keyFile, "\(error)")
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard lines.count >= 2, lines[0] == Keyring.header, lines[1] == "origin: \(origin)" else {
      throw LedgerError(
        .keyFile, "'\(path)' does not say which keys to use for '\(origin)'", hint: "remove it")
    }
    var choice = Choice()
    for line in lines[2...] {
      let parts = line.split(separator: ":", maxSplits: 1).map { $0.drop { $0 == " " } }
      guard parts.count == 2, let key = KeyID(hex: String(parts[1])) else {
        throw LedgerError(
          .keyFile, "'\(line)' in '\(path)' is not the identifier of a key", hint: "remove it")
      }
      switch parts[0] {
      case "person": choice.person = key
      case "runner": choice.runner = key
      case "ledger": choice.ledger = key
      default: throw LedgerError(.keyFile, "'\(line)' in '\(path)' is not known", hint: "remove it")
      }
    }
    return choice
  }

  /// Records the keys to use with the ledger of an origin.
  public func choose(_ choice: Choice, origin: String) throws(LedgerError) {
    try makeDirectory("ledgers")
    var text = "\(Keyring.header)\norigin: \(origin)\n"
    if let key = choice.person { text += "person: \(key)\n" }
    if let key = choice.runner { text += "runner: \(key)\n" }
    if let key = choice.ledger { text += "ledger: \(key)\n" }
    do throws(FileError) {
      try FileSystem.writeAtomically(choicePath(origin), Array(text.utf8), mode: 0o600)
    } catch {
      throw LedgerError(.keyFile, "\(error)")
    }
  }
}
