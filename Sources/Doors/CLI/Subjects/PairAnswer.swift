import Codecs
import Ledger
import Projections
import Runtime
import StageKit
import Study

/// What the log says of a pair.
struct PairAnswer {
  private let pair: String
  private let runs: [String]
  private var differences: [String] = []
  private var state = "open"

  init(_ word: String, _ slug: String, _ subjects: Subjects) throws {
    let states = subjects.states
    guard let plan = states.plan(slug), let study = states.study(slug) else {
      throw Failure.notFound("there is no study '\(slug)'")
    }
    let scheduled = plan.levels.indices.flatMap {
      states.schedule(slug, level: $0, round: study.round)
    }.filter { $0.scope == .run }
    let pairs = scheduled.compactMap(\.assignment.pair)
    pair = try Subjects.choose(
      String(word.split(separator: "/").last ?? ""), among: Array(Set(pairs)).sorted(),
      what: "pair", where: "study '\(slug)'")
    let pair = pair
    runs = scheduled.filter { $0.assignment.pair == pair }.map { run in
      states.current(run.id, of: slug)?.id ?? run.id
    }
    let record = LedgerRecord(
      subjects.workspace.ledger, views: ViewStore(subjects.workspace.directory))
    let stream = Stream.pair(slug, pair).description
    for event in try record.entries(ofStream: stream).flatMap(\.events) {
      switch event.fact {
      case .pairVerified:
        state = "verified"
        differences = []
      case .pairRejected(let rejected):
        state = "rejected"
        differences = rejected.differences
      default: break
      }
    }
    if !runs.allSatisfy({ states.run(slug, $0)?.finished != nil }) { state = "open" }
  }

  /// Done, no, or not yet.
  var exit: ExitCode {
    switch state {
    case "verified": .done
    case "rejected": .negative
    default: .incomplete
    }
  }

  var json: Value {
    [
      "pair_id": .text(pair), "state": .text(state), "valid": .bool(state == "verified"),
      "runs": .array(runs.map(Value.text)), "errors": .array(differences.map(Value.text)),
    ]
  }

  var lines: [String] {
    ["\(pair): \(state)"] + runs.map { "  \($0)" } + differences.map { "  \($0)" }
  }
}
