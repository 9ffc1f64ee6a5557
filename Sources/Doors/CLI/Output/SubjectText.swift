import Bytes
import Codecs
import Study

/// What the rules remember of a subject that is neither a study nor a run, for people.
enum SubjectText {
  /// A few words on where it stands, and lines below; nil where nothing is remembered of it.
  static func lines(of stream: Study.Stream, _ states: States, _ style: Style) -> [String]? {
    let told: (word: String, lines: [String])?
    switch stream {
    case .batch(let slug, let id): told = states.batch(slug, id).map { batch($0, slug, states) }
    case .candidate(let slug, let name): told = states.candidate(slug, name).map(candidate)
    case .baseline(let slug, let name):
      told = baseline(states.baseline(slug, name) ?? BaselineState())
    case .violation(let slug, let id): told = states.violation(slug, id).map(violation)
    default: told = nil
    }
    guard let told else { return nil }
    let words = told.word.split(separator: " ").map { style.word(String($0)) }
    return ["\(style.paint(stream.description, .strong)): \(words.joined(separator: " "))"]
      + told.lines.map { "  \(Printable.text($0))" }
  }

  private static func batch(
    _ state: BatchState, _ slug: String, _ states: States
  ) -> (String, [String]) {
    let manifest = state.manifest
    var lines = [manifest.objective]
    let revisions = [manifest.scenario, manifest.config].compactMap(\.self)
    lines.append(
      (["batch \(manifest.number) of '\(slug)'"] + revisions).joined(separator: ", "))
    for axis in manifest.axes {
      let values = axis.values.map(\.plainText).joined(separator: ", ")
      lines.append("axis \(axis.name): \(axis.param.map { "the values of '\($0)'" } ?? values)")
    }
    if manifest.isFactorial { lines.append("the axes are combined with one another") }
    lines.append("seeds: \(manifest.seeds.map { "\($0)" }.joined(separator: ", "))")
    if let draw = manifest.draw {
      lines.append("candidate \(draw.candidate.hex)")
      lines.append(
        "seeds of the baseline: \(draw.baselineSeeds.map { "\($0)" }.joined(separator: ", "))")
    }
    lines += manifest.overrides.map { "with \($0.name)=\($0.value.plainText)" }
    lines += state.missing.map { "lacks \($0)" }
    lines += standing(state.standing)
    if states.run(slug, manifest.batch) != nil {
      lines.append("its own run: runledger show \(slug)/\(manifest.batch)")
    }
    let verdict = state.verdict.map { "closed \($0.rawValue)" } ?? "open"
    return (verdict + (state.closedAt.map { " \($0)" } ?? ""), lines)
  }

  private static func candidate(_ state: CandidateState) -> (String, [String]) {
    let run = state.run.map { " by run '\($0)'" } ?? ""
    let lines =
      ["sha256 \(state.digest.hex)", "registered \(state.registeredAt)\(run)"]
      + state.rejections.map { "rejected: \($0)" } + standing(state.standing)
    return (state.rejections.isEmpty ? "registered" : "rejected", lines)
  }

  private static func baseline(_ state: BaselineState) -> (String, [String]) {
    guard let current = state.current else { return ("points at nothing yet", []) }
    var lines: [String] = []
    if let place = state.movedAt {
      let times = Amounts.count(state.moves, "time")
      lines.append("\(state.isRestored ? "rolled back" : "promoted") \(place); moved \(times)")
    }
    if !state.former.isEmpty {
      lines.append("before that, newest first: \(Subjects.list(state.former.reversed()))")
    }
    if let values = measured(state.values) { lines.append("measured when promoted: \(values)") }
    if let window = state.window {
      let failed = state.failures > 0 ? ", \(state.failures) failed" : ""
      lines.append(
        "window \(window) is the last since; \(state.streak) in a row passed\(failed)")
    }
    return ("points at \(current)", lines)
  }

  private static func violation(_ state: ViolationState) -> (String, [String]) {
    ("\(state.severity.rawValue) \(state.isResolved ? "resolved" : "open")", [])
  }

  /// Reports, windows and promotions of a batch or a candidate.
  private static func standing(_ standing: PromotionEvidence) -> [String] {
    var lines = standing.report.map { ["its report was published \($0)"] } ?? []
    for watch in standing.watches {
      let last = watch.window.map { "window \($0) is the last, " } ?? ""
      lines.append("for baseline '\(watch.baseline)': \(last)\(watch.streak) in a row passed")
    }
    for promotion in standing.promotions {
      let values = measured(promotion.values).map { ", measuring \($0)" } ?? ""
      lines.append("promoted to '\(promotion.baseline)' \(promotion.at)\(values)")
    }
    return lines
  }

  /// `accuracy=0.91 lateness=4`; nil when nothing was measured.
  private static func measured(_ values: ValueMap) -> String? {
    let words = values.map { "\($0.key)=\($0.value.plainText)" }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }
}
