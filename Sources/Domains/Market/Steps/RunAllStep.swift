import Codecs
import StageKit

/// Takes a run through every stage that is asked for.
enum RunAllStep: Step {
  static let name = "run_all"
  static let summary = "run everything from bars to what the settings ask for"
  static var options: [Option] { MarketCall.options(StageName.allCases) }

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    guard call.arguments.has("run_id") else { throw .usage("'--run_id' is missing") }
    let job = try MarketCall.job(call)
    let code = try Pipeline.run(job)
    try call.say(summary(job))
    return code
  }

  private static func summary(_ job: Job) throws(StageError) -> String {
    let funnel = try Funnel(job)
    var lines = ["run \(job.run): \(job.settings.profile.rawValue)"]
    lines += funnel.levels.map { "  \($0.name): \($0.count)" }
    let overrides = try StageRunner.overrides(upTo: .report, job)
    if !overrides.isEmpty { lines.append("  not for production: \(overrides.count) overrides") }
    for path in [
      job.paths.report("summary.html"), job.paths.promotions("promotion_report.json"),
      job.paths.checklist,
    ] where job.lake.has(path) { lines.append("  \(path)") }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension StepCall {
  /// Prints for whoever called the step.
  func say(_ text: String) throws(StageError) { try StageOutput.write(text) }
}
