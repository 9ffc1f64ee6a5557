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
    guard let run = states.run(named.study, named.id), run.scope == .pair,
      let level = states.plan(named.study)?.levelIndex(run.level)
    else { return nil }
    self.init(
      run.assignment.pair, of: named.study, level: level, round: run.round, from: from, states)
  }

  /// The one pair of the schedules in force that a word names, as PAIR or STUDY/PAIR: its runs may
  /// be there before anything of the pair's own is.
  init?(scheduled word: String, from: String?, _ subjects: Subjects) throws {
    let parts = word.split(separator: "/").map(String.init)
    let states = subjects.states
    let pairs = try subjects.studies().filter { parts.count == 1 || parts.first == $0 }
      .flatMap { slug -> [RepeatedPair] in
        guard let plan = states.plan(slug), let round = states.study(slug)?.round else { return [] }
        return plan.levels.indices.compactMap { level in
          RepeatedPair(parts.last, of: slug, level: level, round: round, from: from, states)
        }
      }
    guard pairs.count == 1 else { return nil }
    self = pairs[0]
  }

  private init?(
    _ pair: String?, of slug: String, level: Int, round: Int, from: String?, _ states: States
  ) {
    let stages = states.plan(slug)?.stages.filter { $0.scope == .run }.map(\.name) ?? []
    let runs = states.schedule(slug, level: level, round: round)
      .filter { $0.scope == .run && pair != nil && $0.assignment.pair == pair }
      .compactMap { states.current($0.id, of: slug)?.id }
    guard !runs.isEmpty, let first = from ?? stages.first, stages.contains(first) else {
      return nil
    }
    (study, self.runs, self.from) = (slug, runs, first)
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
