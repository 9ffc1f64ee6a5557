import Codecs
import Runtime
import StageKit
import Study

/// Both runs of a pair that are to be replaced.
struct RepeatedPair {
  let study: String
  /// The runs that count now, in the order in which they are executed.
  let runs: [String]
  /// The first stage that is done again.
  let from: String

  /// Nil where no pair is named, or a stage of the pair itself.
  init?(_ named: Subjects.Run, from: String?, _ states: States) {
    guard let pair = states.run(named.study, named.id), pair.scope == .pair,
      let plan = states.plan(named.study), let level = plan.levelIndex(pair.level)
    else { return nil }
    let stages = plan.stages.filter { $0.scope == .run }.map(\.name)
    guard let first = from ?? stages.first, stages.contains(first) else { return nil }
    study = named.study
    self.from = first
    runs = states.schedule(named.study, level: level, round: pair.round)
      .filter { $0.scope == .run && $0.assignment.pair == pair.assignment.pair }
      .compactMap { states.current($0.id, of: named.study)?.id }
  }
}

extension Invocation {
  /// Replaces both runs of a pair, each by a command of its own.
  func repeatBoth(of pair: RepeatedPair, in workspace: Workspace) throws -> ExitCode {
    if arguments.has("cmd-id") {
      throw Failure.usage(
        "'--cmd-id' names one command, and these are \(pair.runs.count)",
        hint: "rerun the runs one by one")
    }
    if arguments.has("param") {
      throw Failure.usage("a pair has equal parameters", hint: "amend the study")
    }
    var outcomes: [Value] = []
    for run in pair.runs {
      let outcome = try outcome(
        of: RerunRun(
          study: pair.study, run: run, from: pair.from, params: [], reason: arguments.reason),
        in: workspace)
      if isJSON { outcomes.append(outcome.json) } else { show(outcome) }
    }
    if isJSON {
      console.print(json: ["rerun": .array(outcomes)])
    } else {
      console.note("next: runledger run \(pair.study)")
    }
    return .done
  }
}
