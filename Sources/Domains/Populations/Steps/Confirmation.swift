import Files
import StageKit

/// A place where a person may look before work goes on: asked on a terminal only, and not with
/// `--yes`.
enum Confirmation {
  /// Asks; saying no ends the step with nothing written.
  static func ask(_ question: String, _ lines: [String], _ call: StepCall) throws(StageError) {
    guard !call.arguments.has("yes"), call.environment["RUNLEDGER_STAGE"] == nil,
      Terminal.columns(of: 0) != nil, Terminal.columns(of: 1) != nil
    else { return }
    for line in lines { call.say(line) }
    print("\(question) [y/N] ", terminator: "")
    let answer = readLine() ?? ""
    guard ["y", "yes"].contains(answer.lowercased().trimmed) else {
      throw StageError(.refused, "not confirmed: nothing was written")
    }
  }
}
