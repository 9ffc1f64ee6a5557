public import Bytes
public import Codecs
public import Study

/// One attempt at a unit of a stage.
public struct AttemptView: Equatable, Sendable {
  /// Its number, from 1.
  public var number: Int
  /// Why it was requested: first, retry, stale, interrupted or unblocked.
  public var why = ""
  /// The digest of all that its result depends on.
  public var recipe: Digest?
  /// When it was requested.
  public var requestedAt: Int64?
  /// When its process was started.
  public var startedAt: Int64?
  /// When its end was recorded.
  public var endedAt: Int64?
  /// The argument vector; empty before the start.
  public var command: [String] = []
  /// Its directory, relative to the directory that holds the ledger.
  public var directory = ""
  /// How many batches of lines it reported.
  public var observedCount = 0
  /// The last line of progress that it reported.
  public var progress: Value?
  /// How it ended, with outputs and metrics.
  public var end: StageFinished?

  init(number: Int) { self.number = number }
}

/// A gate's judgement, and who accepted its warning.
public struct GateView: Equatable, Sendable {
  /// What was judged and found.
  public var evaluated: GateEvaluated
  /// The attempt it judged; 0 for a gate of the study.
  public var attempt: Int
  /// When, by whom, and the event.
  public var stamp: Stamp
  /// Who accepted the warning.
  public var accepted: Stamp?
  /// Why the warning was accepted.
  public var acceptance: String?
}
