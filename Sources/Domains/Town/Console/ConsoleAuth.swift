import Bytes
import Crypto
import StageKit

/// The tokens that a shard asks for at its control file.
///
/// What `runledger tell` says is signed by the record and needs none, and neither do the lines of
/// `--commands`, which whoever starts the shard has chosen.
struct ConsoleAuth: Sendable {
  private struct Entry {
    let digest: Digest
    let label: String
    let role: ConsoleCommand.Mode
  }

  private let entries: [Entry]
  private let viewersNeedOne: Bool

  /// Reads the tokens, those of the environment too; nil where none are asked for.
  init?(
    _ settings: ConsoleAuthSettings, environment: [String: String]
  ) throws(StageError) {
    guard settings.enabled else { return nil }
    var entries: [Entry] = []
    for (place, token) in settings.tokens.enumerated() {
      var text = token.token
      if text.isEmpty {
        text = environment[token.variable] ?? ""
        try require(
          !text.isEmpty,
          "console_auth.tokens[\(place)]: the variable '\(token.variable)' is not set")
      }
      entries.append(
        Entry(
          digest: SHA256.hash(Array(text.utf8)), label: token.label,
          role: token.role == .admin ? .admin : .viewer))
    }
    self.entries = entries
    viewersNeedOne = settings.requireForViewer
  }

  /// The command as it may be said: under the token's name, and with at most what its role allows.
  func admit(_ command: ConsoleCommand) -> ConsoleCommand {
    var command = command
    guard let token = command.token else {
      command.isUnauthorized = viewersNeedOne
      command.mode = .viewer
      return command
    }
    command.token = nil
    // Digests are compared, so that the time it takes says nothing about a token.
    let digest = SHA256.hash(Array(token.utf8))
    guard let entry = entries.first(where: { $0.digest == digest }) else {
      command.isUnauthorized = true
      return command
    }
    if entry.role == .viewer { command.mode = .viewer }
    if !entry.label.isEmpty { command.issuer = entry.label }
    return command
  }
}
