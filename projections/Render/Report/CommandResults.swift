import Bytes
import Documents
import Study

/// What came of a single command.
struct CommandResults {
  let study: StudyView

  private var attempt: AttemptView? {
    study.runs.last?.stages.last?.units.last?.attempts.last
  }

  var sentence: String {
    guard let attempt, let end = attempt.end else { return "The command has not ended yet." }
    let time = Text.elapsed(end.elapsed)
    if end.outcome == .succeeded { return "The command ended well after \(time)." }
    return "The command \(end.outcome.rawValue) after \(time): "
      + ReportText.sentence(Text.line(end.error ?? "it says no more"))
  }

  func write(to text: inout Document) {
    text.section("Command")
    let words = attempt?.command ?? []
    text.paragraph(.code(words.isEmpty ? study.plan?.objective ?? "" : Text.command(words)))
    let outputs = attempt?.end?.outputs ?? []
    text.lines(
      "outputs", "What it wrote.", ["path", "#bytes", "digest"],
      outputs.map { [$0.path, "\($0.size)", $0.digest.hex] }, none: "No outputs were declared.")
    let metrics = attempt?.end?.metrics ?? []
    guard !metrics.isEmpty else { return }
    text.lines(
      "metrics", "What it reported.", ["metric", "#value"],
      metrics.map { [$0.name, ReportText.number($0.value)] })
  }
}
