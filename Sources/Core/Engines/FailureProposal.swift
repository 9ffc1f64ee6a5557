import Codecs
import Study

/// The smallest next action that may help with a failure, in one sentence, and the command that
/// carries it out.
struct FailureProposal {
  let words: String
  let command: String

  /// What a stage that failed said itself goes before anything that can be thought of.
  ///
  /// `reason` is `retries` where another attempt was worth one and there is none left.
  init(
    _ finished: StageFinished, of stage: StagePlan, reason: String, isBudgetSpent: Bool,
    in run: RunState, _ slug: String
  ) {
    var usual = "read the stage's stderr, mend the cause, then retry"
    if let limit = Self.limit(finished.error) {
      usual =
        "raise 'limits: {\(limit): ...}' and amend the study, or give the stage less to do; "
        + "then retry"
    } else if finished.outcome == .timedOut {
      let limit = stage.timeoutNanoseconds.map { " than \(Self.seconds($0))" } ?? ""
      usual =
        "give the stage a longer timeout\(limit) and amend the study, or give it less to do; "
        + "then retry"
    } else if finished.outcome == .crashed, finished.signal == nil {
      usual = "make the command runnable, then retry"
    } else if isBudgetSpent {
      usual = "mend the cause, or raise 'budget: {retries: ...}' and amend the study; then retry"
    } else if reason == "retries" {
      usual =
        "it failed \(stage.retry.attempts) times in the same way: read its stderr, mend the "
        + "cause, then retry"
    }
    let unit = finished.id.unit
    if !unit.isEmpty, stage.unitCount(params: run.params) > 1 {
      usual += "; or leave '\(unit)' out of the stage's foreach and amend the study"
    }
    words = finished.next ?? usual
    command = "runledger retry \(slug)/\(finished.id.run)/\(finished.id.stage) -m \"...\""
  }

  /// The member of `limits` that an attempt exceeded, by what its end says.
  private static func limit(_ error: String?) -> String? {
    guard let error else { return nil }
    let known = [
      ("of memory that it may", "memory"), ("processes that it may", "processes"),
      ("files that it may", "files"), ("grew beyond", "log"),
    ]
    if let found = known.first(where: { error.contains($0.0) }) { return found.1 }
    return error.contains("it wrote more than the") ? "output" : nil
  }

  private static func seconds(_ nanoseconds: Int64) -> String {
    "\(Number.text(Double(nanoseconds) / 1e9)) s"
  }
}
