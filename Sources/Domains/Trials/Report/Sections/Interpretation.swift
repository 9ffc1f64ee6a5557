import Documents

/// What the results mean together, in paragraphs that depend on what was found.
struct Interpretation {
  let findings: Findings

  var all: [Prose] {
    [pattern, primary, success, questions, runtime, tasks].compactMap(\.self)
  }

  /// How many hypotheses came out how.
  private var pattern: Prose? {
    let counts = [
      ("supported", findings.results(.supported).count),
      ("contradicted", findings.results(.contradicted).count),
      ("clear null", findings.results(.clearNull).count),
      ("without a difference in any pair", findings.results(.identical).count),
      ("open", findings.results(.inconclusive, .untestable).count),
    ].filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
    let total = findings.results.count
    if findings.results.contains(where: \.isSignificant) {
      return "Of \(total) registered hypotheses, the results are: \(counts)."
    }
    let start: Prose = """
      \(strong: "None of the \(total) registered tests is significant") after correction: \(counts).
      """
    if findings.results(.clearNull).isEmpty {
      return .sentences(
        start, "The study cannot say whether that is for want of effects or of data.")
    }
    return .sentences(
      start,
      """
      A clear null is a result in its own right: as far as this study could see, how the agent was \
      specified made no difference of a size that matters there.
      """)
  }

  /// What a null result for success means beside differences in how runs went.
  private var primary: Prose? {
    let others = findings.secondary.filter(\.isSignificant).map(\.test.metric.name)
    guard [.clearNull, .identical].contains(findings.primary.verdict), !others.isEmpty else {
      return nil
    }
    return """
      How the agent was specified changed how its runs went, not how often they succeeded: \
      \(others.joined(separator: " and ")) differ, and the \(findings.primary.test.metric.name) \
      does not, by any amount that matters.
      """
  }

  /// Success and adherence together: a gain in one may be a loss in the other.
  private var success: Prose? {
    let adherence = findings.significant(.constraintAdherence)?.test.higher
    guard let higher = findings.significant(.taskSuccess)?.test.higher else {
      guard let adherence else { return nil }
      return """
        \(adherence.capitalizedFirst) runs kept more of the constraints, without a demonstrated \
        difference in success: both variants reach as much, one of them in a tidier way.
        """
    }
    let start: Prose = "\(higher.capitalizedFirst) runs succeeded more often."
    switch adherence {
    case higher:
      return .sentences(
        start,
        "They also kept more of the constraints: the success is not bought with breaches.")
    case nil:
      return .sentences(
        start,
        """
        Adherence to constraints does not differ significantly: as far as this study could see, \
        the \
        success is not bought with breaches.
        """)
    default:
      return .sentences(
        start,
        """
        The other variant kept more of the constraints. Success and adherence pull in different \
        directions, and which of them counts more is not for a test to say.
        """)
    }
  }

  private var questions: Prose? {
    guard let higher = findings.significant(.clarificationCount)?.test.higher else { return nil }
    return """
      \(higher.capitalizedFirst) runs asked for clarification more often; \
      \(findings.other(than: higher)) runs went ahead. Whether a question is a cost or a service \
      depends on somebody being there to answer it; in these runs nobody was.
      """
  }

  private var runtime: Prose? {
    guard let higher = findings.significant(.runtime)?.test.higher else { return nil }
    return "\(higher.capitalizedFirst) runs took longer, although no difference was stated."
  }

  /// Where in the tasks the difference in success lies; descriptive only.
  private var tasks: Prose? {
    let differences = findings.design.tasks.compactMap { task -> (task: String, by: Double)? in
      guard let low = findings.summary(findings.first, task: task.id)?.mean(.taskSuccess),
        let high = findings.summary(findings.second, task: task.id)?.mean(.taskSuccess)
      else { return nil }
      return (task.id, high - low)
    }
    let widest = differences.max { abs($0.by) < abs($1.by) }
    guard let widest, widest.by != 0 else { return nil }
    let opposite = differences.filter { $0.by * widest.by < 0 }.map(\.task)
    let equal = differences.filter { $0.by == 0 }.map(\.task)
    let reversed = opposite.isEmpty ? "" : ", reversed at \(opposite.joined(separator: ", "))"
    let absent = equal.isEmpty ? "" : ", and absent at \(equal.joined(separator: ", "))"
    return """
      By task, the difference in success is widest at \(code: widest.task) \
      (\(Numeral.signed(widest.by * 100, 0)) percentage points)\(reversed)\(absent). This \
      describes \
      the sample: no test was registered for single tasks.
      """
  }
}
