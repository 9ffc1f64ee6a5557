/// How the program ends, for scripts: stable numbers with one meaning each.
///
/// A raw value and not an enumeration, because `exec` returns its command's own code.
public struct ExitCode: RawRepresentable, Hashable, Sendable {
  /// The number the shell sees.
  public var rawValue: Int32

  public init(rawValue: Int32) { self.rawValue = rawValue }

  static let done = ExitCode(rawValue: 0)
  static let negative = ExitCode(rawValue: 1)
  static let usage = ExitCode(rawValue: 2)
  static let altered = ExitCode(rawValue: 3)
  static let notFound = ExitCode(rawValue: 4)
  static let conflict = ExitCode(rawValue: 5)
  static let store = ExitCode(rawValue: 6)
  static let keyRefused = ExitCode(rawValue: 7)
  static let lockTimeout = ExitCode(rawValue: 8)
  static let gateFailed = ExitCode(rawValue: 10)
  static let guarded = ExitCode(rawValue: 11)
  static let incomplete = ExitCode(rawValue: 12)
  static let differs = ExitCode(rawValue: 13)
  static let bug = ExitCode(rawValue: 70)
  static let timeout = ExitCode(rawValue: 124)
  static let execFailed = ExitCode(rawValue: 125)
  static let notExecutable = ExitCode(rawValue: 126)
  static let noSuchCommand = ExitCode(rawValue: 127)
  static let interrupted = ExitCode(rawValue: 130)
  static let terminated = ExitCode(rawValue: 143)

  /// Every code with its meaning, as `runledger help exit-codes` prints them.
  static let meanings: [(code: ExitCode, meaning: String)] = [
    (.done, "done"),
    (.negative, "negative result: a requirement is missing, a study met its failure criterion"),
    (.usage, "usage: a wrong option, an invalid study file"),
    (.altered, "altered: the log, a stored file or an exported file is not what was written"),
    (.notFound, "not found, or the name is ambiguous"),
    (.conflict, "conflict: locked, a study changed after a result, a command id used twice"),
    (.store, "storage failed: disk, permissions"),
    (.keyRefused, "a key or a role was refused"),
    (.lockTimeout, "timed out waiting for another writer's lock"),
    (.gateFailed, "a gate FAILed"),
    (.guarded, "not allowed: out of order, missing evidence, a guarded parameter"),
    (.incomplete, "blocked, halted or incomplete"),
    (.differs, "a recomputation differs from the record"),
    (.bug, "a bug in runledger"),
    (.timeout, "a time limit"),
    (.execFailed, "exec: runledger itself failed"),
    (.notExecutable, "exec: the command is not executable"),
    (.noSuchCommand, "exec: command not found"),
    (.interrupted, "interrupted (SIGINT)"),
    (.terminated, "terminated (SIGTERM)"),
  ]

  /// The code for a process that a signal ended, as shells have it.
  static func signal(_ number: Int32) -> ExitCode { ExitCode(rawValue: 128 + number) }
}
