import Documents

/// `lessons-learned.md`: what the record of this study teaches, and nothing that any study teaches.
struct Lessons {
  let closure: Closure
  private var findings: Findings { closure.findings }
  private var evidence: Evidence { findings.evidence }

  var document: Document {
    var document = Document(
      title: "Lessons learned from study \(findings.design.study)", isNumbered: false)
    let parts: [(String, [Prose])] = [
      ("About the variants", variants), ("About the measures", measures),
      ("About the conduct of the study", conduct),
    ]
    for (heading, lessons) in parts where !lessons.isEmpty {
      document.section(heading)
      document.list(lessons)
    }
    if parts.allSatisfy(\.1.isEmpty) {
      document.paragraph(
        """
        Nothing stands out: no significant difference, no broken constraint, no metric without \
        variance, no exclusion, no anomaly, and every condition met.
        """)
    }
    return document
  }

  /// What sets the variants apart, and where they break rules.
  private var variants: [Prose] {
    let found = findings.results(.supported, .contradicted).map { result -> Prose in
      let test = result.test
      let higher = test.higher ?? "one variant"
      let size = test.effect.map { " (d = \(Numeral.prose($0, 2)))" } ?? ""
      let difference = test.meanDifference.map { " by \(test.size($0))" } ?? ""
      return "\(test.metric.name.capitalizedFirst) is higher with \(higher)\(difference)\(size)."
    }
    return found + breaches
  }

  private var breaches: [Prose] {
    let names = findings.design.variants
    return closure.breaches.counts(findings.design).map { entry in
      let counts = zip(names, entry.counts).map { "\($1) of \($0)" }.joined(separator: ", ")
      let total = Numeral.count(entry.counts.reduce(0, +), "run")
      guard let constraint = entry.constraint else {
        return "At \(code: entry.task) \(total) broke a constraint: \(counts)."
      }
      return "At \(code: entry.task) \(total) broke \(code: constraint): \(counts)."
    }
  }

  /// Which measures told the variants apart, and which could not have.
  private var measures: [Prose] {
    let equal = findings.results(.identical)
    let names = equal.map(\.test.metric.name).joined(separator: ", ")
    let labels = equal.map(\.test.name).joined(separator: ", ")
    let flat: [Prose] =
      equal.isEmpty
      ? []
      : [
        """
        No pair differs in \(names): as measured here, that does not tell the variants apart \
        (\(labels)).
        """
      ]
    let weak = findings.results(.inconclusive).map { result -> Prose in
      let test = result.test
      let bound = test.practicalDifference.map { " of \(test.size($0))" } ?? ""
      let power = test.power.map { Numeral.fixed($0, 2) } ?? "unknown"
      return """
        A difference in \(test.metric.name)\(bound) is too small for \(test.sampleSize) pairs with \
        this spread: the power was \(power) (\(test.name)).
        """
    }
    return flat + weak + uniform(1, "succeeded") + uniform(0, "failed")
  }

  /// The tasks at which every run came out alike.
  private func uniform(_ rate: Double, _ what: String) -> [Prose] {
    let tasks = findings.design.tasks.map(\.id).filter { task in
      findings.design.variants.allSatisfy {
        findings.summary($0, task: task)?.mean(.taskSuccess) == rate
      }
    }
    if tasks.isEmpty { return [] }
    return [
      """
      Every run \(what) at \(tasks.joined(separator: ", ")): these pairs say nothing about H1.
      """
    ]
  }

  /// Exclusions, anomalies and unmet conditions.
  private var conduct: [Prose] {
    var rules: [String] = []
    for exclusion in evidence.exclusions where !rules.contains(exclusion.rule) {
      rules.append(exclusion.rule)
    }
    let left = rules.map { rule -> Prose in
      let matching = evidence.exclusions.filter { $0.rule == rule }
      let late = matching.count { $0.kind == .postHoc }
      let count = Numeral.count(matching.count, "run")
      let reason = matching.first?.reason ?? ""
      let when = late == 0 ? "" : " (decided after the data were known: \(late))"
      return "\(count) left out by \(code: rule)\(when): \(reason)."
    }
    let anomalies = findings.anomalies.map { replay -> Prose in
      "\(code: replay.original) did not come out again: \(replay.note)."
    }
    let unmet = closure.unmet.map { criterion -> Prose in
      """
      Not reached: \(criterion.required). There was: \(criterion.observed) \
      (\(code: criterion.name)).
      """
    }
    return left + anomalies + unmet
  }
}
