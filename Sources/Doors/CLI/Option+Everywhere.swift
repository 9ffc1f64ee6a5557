import StageKit

extension Option {
  /// What every verb takes.
  static let everywhere: [Option] = [
    .flag("json", nil, "print data as JSON"),
    .flag("quiet", "q", "print no progress"),
    .value("ledger", nil, "PATH", "the ledger, instead of the nearest one in a parent directory"),
    .value("key", nil, "KEY", "sign with this key: its label, or the start of its id"),
    .flag("yes", nil, "do not ask for confirmation"),
    .flag("help", "h", "print help"),
  ]

  /// What every verb takes that adds to the log.
  static let writing: [Option] = [
    .flag("dry-run", "n", "print the events that would be appended, but append nothing"),
    .text("reason", "m", "TEXT", "why, for the record"),
    .value("cmd-id", nil, "TEXT", "an idempotency key: the same command again changes nothing"),
    .value("wait", nil, "SECONDS", "how long to wait for another writer (30)"),
  ]
}
