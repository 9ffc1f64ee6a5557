import Codecs
import Study

/// What a runner asks of the machine that it runs on: time, signals, processes and their files.
///
/// What it decides it decides from the log and from the answers of this; so one seed can stand for
/// a whole machine, with processes that never were.
protocol Machine: AnyObject {
  /// A clock that nobody sets, in nanoseconds.
  var monotonic: UInt64 { get }
  /// What work is executed on, to be recorded before anything is spent.
  func pins(_ plan: Plan) throws -> ValueMap
  /// Makes a study this runner's own, and signals and orphans what it hears of.
  ///
  /// Gives up after some nanoseconds when somebody else runs it.
  func enter(_ study: String, patience: UInt64) throws
  /// Gives back what was taken when it was entered.
  func leave()
  /// Waits for signals, and gives those that have come.
  func wait(milliseconds: Int32) throws -> [Int32]
  /// Starts the process of an attempt and holds it at its gate.
  func launch(
    _ id: AttemptID, _ stage: StagePlan, _ run: RunState, _ plan: Plan, _ states: States,
    jobs: Int
  ) throws -> any Attempt
  /// Puts the recorded files of another attempt where those of this one belong, and gives the end
  /// to record.
  ///
  /// An error where anything of them is not what was recorded any more; then the work is done.
  func takeOver(
    _ source: ReusedResult, as id: AttemptID, _ stage: StagePlan, _ states: States
  ) throws -> StageFinished
  /// Ends what is left of an attempt that an earlier runner started, and tells what it left.
  func clear(_ id: AttemptID, _ stage: StagePlan, _ started: StageStarted?) throws -> Remains
  /// Ends every process of the study that lost its parent.
  func endOrphans()
  /// Keeps what was learnt of files, for the next runner.
  func keep()
  /// Runs the programs that a study wants to have told where it stands.
  func notify(_ names: [String], of word: String, study: String)
}

/// A process that works on an attempt, as its runner knows it.
protocol Attempt: AnyObject {
  var id: AttemptID { get }
  /// What is recorded of the start.
  var started: StageStarted { get }
  /// Lines that were read and are not recorded yet.
  var pending: [Value] { get set }
  /// When lines were last recorded, on the machine's clock.
  var recordedAt: UInt64 { get set }
  /// Why it was ended from outside, if it was.
  var ending: AttemptEnding? { get }
  /// How long it has been running, in nanoseconds.
  var elapsed: Int64 { get }
  /// How much of its work it says is done, of how much.
  var reported: (done: Double, of: Double)? { get }
  /// The metric that it reported last.
  var lastMetric: (name: String, value: Double)? { get }

  /// Opens the gate: the program begins.
  func open()
  /// Ends the process at its gate: the program never begins.
  func abandon()
  /// Reads what it reported since the last look, and ends it when it takes too long or too much.
  func look()
  /// Asks all its processes to end, and forces them some time later.
  func end(_ why: AttemptEnding)
  /// Ends all its processes at once.
  func kill()
  /// Ends whatever of it can still be found.
  func clear()
  /// What is to be recorded of its end; nil while it works.
  func finished() throws -> StageFinished?
}

/// Why an attempt was ended from outside.
enum AttemptEnding: Equatable {
  case timedOut
  case overspent
  case interrupted
  case exceeded(String)
}

/// What an attempt left whose runner went away.
struct Remains {
  /// Processes that could not be ended; nothing else is known then.
  var survivors: [Int32] = []
  /// Whether anything of it still worked.
  var isAlive = false
  /// All that it reported.
  var lines: [Value] = []
  /// What is lost of that.
  var problem: String?
  /// When it last did anything, in nanoseconds since 1970.
  var lastSign: Int64?
}
