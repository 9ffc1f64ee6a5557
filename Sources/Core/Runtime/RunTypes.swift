import Files
import Glibc
public import Study
import Synchronization

/// How a study is run.
public struct RunOptions: Sendable {
  /// How many processes may work at a time.
  public var jobs = 1
  /// Whether to go on although some work is blocked.
  public var keepsGoing = false
  /// Only these stages and what they need; all, when empty.
  public var until: [String] = []
  /// Stages that are left out.
  public var skip: [String] = []
  /// Only these runs; all, when empty.
  public var runs: [String] = []
  /// Whether results of earlier batches are taken over where everything that they depend on is the
  /// same.
  public var reuses = true
  /// Whether to stop after one unit of work.
  public var isSingleStep = false
  /// The directory of the study file, in which its inputs and code are.
  public var studyDirectory: String
  /// The caller's environment, of which a few names pass.
  public var environment: [String: String]
  /// Whether the process reads our standard input and its output is shown as it comes; then the
  /// whole environment passes.
  public var passesThrough = false
  /// What became of showing it.
  public let echoed = Echoed()
  /// Whether signals are taken over: the three steps of Ctrl-C.
  public var handlesSignals = true
  /// How the first claim of work is identified, which stands for all that follows.
  public var commandName = CommandName.random

  /// Options with one process at a time.
  public init(studyDirectory: String, environment: [String: String]) {
    self.studyDirectory = studyDirectory
    self.environment = environment
  }
}

/// What became of showing what a process writes as it comes.
public final class Echoed: Sendable {
  private let first = Mutex<String?>(nil)

  /// Why something of it could not be shown, other than that nobody reads any more.
  public var problem: String? { first.withLock { $0 } }

  func note(_ error: FileError) {
    guard error.errno != EPIPE else { return }
    first.withLock { first in first = first ?? "\(error)" }
  }
}

/// Follows a run as it goes.
public protocol RunDelegate: AnyObject {
  /// A command was appended and is durable.
  func recorded(_ submission: Submission)
  /// Something moved: after every change, and at most ten times a second in between.
  func progress(_ snapshot: ProgressSnapshot)
}

/// Where a run stands.
public struct ProgressSnapshot: Sendable {
  /// A process that works.
  public struct Active: Sendable {
    public var id: AttemptID
    /// For how long, in nanoseconds.
    public var elapsedNanoseconds: Int64
    /// How much of its work it says is done, of how much.
    public var reported: (done: Double, of: Double)?
    /// How long its rest may take, in nanoseconds, by what it says is done.
    public var etaNanoseconds: Int64? {
      guard let reported, reported.done > 0, reported.done < reported.of else { return nil }
      let left = Double(elapsedNanoseconds) * (reported.of - reported.done) / reported.done
      return Int64(exactly: left.rounded())
    }
    /// The metric that it reported last, as `name value`.
    public var lastMetric: String?
  }

  public var study: String
  /// Units that are done, in this invocation.
  public var done = 0
  /// Units known so far that are to be done in this invocation, those done included.
  public var total = 0
  /// Runs, pairs and variants, in a paired study.
  public var comparison: ComparisonProgress?
  /// Attempts that failed.
  public var failed = 0
  /// Retries that were granted.
  public var retried = 0
  /// Work that waits for a person.
  public var blocked = 0
  /// What works now.
  public var active: [Active] = []
  /// How long the rest may take, in nanoseconds, once that can be said.
  public var etaNanoseconds: Int64?
  /// What just happened, in one sentence.
  public var note: String?
}

/// What a run came to.
public struct RunSummary: Sendable {
  /// Why it ended.
  public enum End: Equatable, Sendable {
    /// The study is closed.
    case finished(Closing)
    /// There was nothing to do.
    case nothingToDo(Closing?)
    /// Work waits for a person.
    case blocked
    /// Work waits for a person because a gate failed.
    case gateFailed
    /// The study is halted.
    case halted(String)
    /// What was asked for is done, and something else is next.
    case waiting(String)
    /// One step was done, and more can be.
    case stepped
    /// A signal ended it.
    case interrupted(Int32)
  }

  /// Why it ended.
  public var end: End
  /// How many attempts were started.
  public var attempts: Int
  /// How the last attempt ended.
  public var last: StageFinished?

  /// What a run came to; nothing, unless more is said.
  public init(end: End, attempts: Int = 0, last: StageFinished? = nil) {
    self.end = end
    self.attempts = attempts
    self.last = last
  }
}
