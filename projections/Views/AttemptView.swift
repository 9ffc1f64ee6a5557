public import Bytes
public import Codecs
public import Study

/// One attempt at a unit of a stage.
public struct AttemptView: Equatable, Sendable {
  /// Its number, from 1.
  public var number: Int
  /// The attempt of another run whose result it took over, instead of executing anything.
  public var reused: ReusedResult? { end?.reused }
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
  /// What it reported over steps, in the order in which each metric came first.
  public var curves: [ReportedCurve] = []
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

/// A metric as a stage reported it again and again.
public struct ReportedCurve: Equatable, Sendable {
  /// One report.
  public struct Point: Equatable, Sendable {
    /// The step, where one was reported.
    public var step: Double?
    /// The value; not a number where it is none.
    public var value: Double
  }

  /// The metric.
  public let name: String
  /// The reports, in their order.
  public internal(set) var points: [Point] = []
}

extension AttemptView {
  /// Takes in the metrics among the lines that it reported.
  mutating func takeCurves(_ observed: StageObserved) {
    guard observed.reported.has(.metric) else { return }
    for line in observed.lines {
      guard let metric = line.asMap?["metric"]?.asMap, let name = metric["name"]?.asText else {
        continue
      }
      let point = ReportedCurve.Point(
        step: metric["step"]?.asDouble, value: metric["value"]?.asDouble ?? .nan)
      if let place = curves.firstIndex(where: { $0.name == name }) {
        curves[place].points.append(point)
      } else {
        curves.append(ReportedCurve(name: name, points: [point]))
      }
    }
  }
}
