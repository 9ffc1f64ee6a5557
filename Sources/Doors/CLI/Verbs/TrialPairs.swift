import Codecs
import Ledger
import Projections
import Runtime
import StageKit
import Study

extension Verb {
  static let trialVerifyPair = Verb(
    name: "trial verify-pair", summary: "whether the two runs of a pair may be compared",
    usage: "trial verify-pair PAIR | trial verify-pair --pair-id PAIR",
    details: [
      "Both runs are compared when they are done: task, seeds, parameters, pins, inputs and limits",
      "have to be the same, the variant another. Exit 1 when they are not, 12 when one is open.",
    ],
    options: [TrialSelection.experiment, .value("pair-id", nil, "PAIR", "the pair")],
    example: "runledger trial verify-pair pair-0001", operands: 0...1, completes: .subjects
  ) { invocation in
    let workspace = try invocation.reading()
    let subjects = try Subjects(workspace)
    guard let pair = invocation.operand(0) ?? invocation.arguments.value("pair-id") else {
      throw Failure.usage("'trial verify-pair' needs a pair", hint: "runledger help trial")
    }
    let slug = try subjects.pairedStudy(invocation.arguments.value("experiment"), of: pair)
    let answer = try PairAnswer(pair, slug, subjects)
    if invocation.isJSON {
      invocation.console.print(json: answer.json)
    } else {
      for line in answer.lines { invocation.console.print(line) }
    }
    return answer.exit
  }
}

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
