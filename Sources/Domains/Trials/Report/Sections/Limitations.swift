import Documents

/// What the results do not say, as far as the evidence itself shows it.
struct Limitations {
  let findings: Findings
  private var evidence: Evidence { findings.evidence }
  private var design: Evidence.Design { findings.design }

  var all: [Prose] {
    [agent, tasks, dependence] + zeroVariance + normality + exclusions + power + repeats
  }

  private var agent: Prose {
    guard let agent = design.agent else {
      return """
        \(strong: "The agent is a reference implementation.") Its policy is compiled from the \
        variant’s text. Results speak about the policies that the two texts describe, carried out \
        faithfully; they do not say how a language model would follow these texts.
        """
    }
    if agent.isDeterministic {
      return """
        \(strong: "One agent was studied.") Other agents may follow the same texts differently.
        """
    }
    return """
      \(strong: "One agent was studied, and it is not deterministic.") Differences within a pair \
      mix the variant’s effect with the agent’s own variation.
      """
  }

  private var tasks: Prose {
    """
    \(strong: "\(design.tasks.count) tasks are a small world.") They were written for this study; \
    pairs of one task share its specification, and nothing supports a statement about other kinds \
    of task.
    """
  }

  private var dependence: Prose {
    """
    \(strong: "Pairs within a task resemble each other.") The registered tests treat all \
    \(findings.pairCount) pairs as independent. If tasks differ in how much the variant matters, \
    intervals are too narrow for a statement about tasks in general.
    """
  }

  private var zeroVariance: [Prose] {
    let flat = findings.results(.identical, .untestable).map(\.test.name)
    if flat.isEmpty { return [] }
    return [
      """
      \(strong: "Some differences do not vary.") For \(flat.joined(separator: ", ")) no statistic \
      exists; what is said there describes the sample and has no error probability.
      """
    ]
  }

  private var normality: [Prose] {
    let departures = evidence.analysis.assumptions.filter { $0.isNormal == false }
    if departures.isEmpty { return [] }
    let names = departures.map(\.hypothesis).joined(separator: ", ")
    return [
      """
      \(strong: "Not all differences are normal.") Shapiro and Wilk’s test rejects normality for \
      \(names). Counts and values of 0 and 1 cannot be normal; where a t test decides, its p is an \
      approximation.
      """
    ]
  }

  private var exclusions: [Prose] {
    let late = evidence.exclusions.count { $0.kind == .postHoc }
    if late == 0 { return [] }
    return [
      """
      \(strong: "\(late) exclusions were decided after the data were known.") They are listed with \
      their reasons, and may have shifted the results.
      """
    ]
  }

  private var power: [Prose] {
    let weak = findings.results(.inconclusive).map(\.test.name)
    if weak.isEmpty { return [] }
    return [
      """
      \(strong: "Power was too low") for \(weak.joined(separator: ", ")): a difference that \
      matters may exist and have been missed.
      """
    ]
  }

  private var repeats: [Prose] {
    let unrepeated = evidence.scores.count { $0.scores.reproducibility == nil }
    if unrepeated == 0 { return [] }
    return [
      """
      \(strong: "\(unrepeated) of \(evidence.scores.count) runs were not repeated") and have no \
      reproducibility; the others stand for them.
      """
    ]
  }
}
