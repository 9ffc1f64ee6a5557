import Documents

/// The methods: how runs were paired, what they worked on, what happened to each, and how each was
/// judged.
struct MethodsSection {
  let findings: Findings
  let parity: [Evidence.ParityCheck]
  private var design: Evidence.Design { findings.design }

  func write(to document: inout Document) {
    document.section("Methods")
    writeDesign(to: &document)
    MaterialsPart(findings: findings).write(to: &document)
    writeProcedure(to: &document)
    EvaluationPart(findings: findings).write(to: &document)
  }

  private func writeDesign(to document: inout Document) {
    document.part("Design")
    document.paragraph(
      """
      Every task is done by both variants under the same conditions, again and again; two runs \
      that share task, inputs, seed, limits and permissions and differ in the variant only are a \
      pair. Planned were \(design.pairsWords) for each of \(design.tasks.count) tasks, \
      \(design.pairsTotal) pairs or \(design.runs.count) runs, with \
      \(Numeral.count(design.pairsMinimum, "pair")) for each task as the registered minimum.
      """)
    document.paragraph(
      """
      The schedule was drawn once from the study’s seed and recorded before anything ran: tasks \
      rotate, so that no stretch of time belongs to one task, and which variant goes first is \
      fixed \
      for every pair. \(order) \(disturbances)
      """)
  }

  /// Only the built-in agent can be disturbed on purpose.
  private var disturbances: String {
    guard design.agent == nil else { return "" }
    return "Both runs of a pair meet the same disturbances, drawn from a seed of the pair: this is "
      + "what makes pairs differ from each other, and runs within a pair comparable."
  }

  private var order: String {
    let scheduled = design.runs.filter { $0.order > 0 && $0.variant == design.first.id }
    let early = scheduled.count { $0.order == 1 }
    guard !scheduled.isEmpty else { return "" }
    return "The \(design.first.id) run goes first in \(early) of \(scheduled.count) pairs."
  }

  private func writeProcedure(to document: inout Document) {
    document.part("Procedure")
    document.list(
      [
        """
        \(strong: "Parity"): before the first run, the two variants are compared; they may differ \
        in their paradigm and in what it implies, and in nothing else. \(equality)
        """,
        """
        \(strong: "Initialise and validate"): the run's inputs are copied and hashed, its pins \
        are written into a manifest, and the manifest is checked.
        """,
        """
        \(strong: "Execute"): \(agent)
        """,
        """
        \(strong: "Evaluate and lock"): five evaluators judge the log and what was delivered; \
        then the run is locked, and nothing of it can change.
        """,
        """
        \(strong: "Verify the pair"): task, inputs, seed, time limit, permissions and pins must be \
        equal, the variant must not; a pair that fails is not analysed.
        """,
      ], isNumbered: true)
  }

  private var agent: String {
    if let agent = design.agent {
      let kind = agent.isDeterministic ? "deterministic" : "non-deterministic"
      let enforcement =
        agent.mustEnforce
        ? "nothing runs unless the system enforces the permissions"
        : "the system enforces the permissions as far as it can"
      return "an external agent, declared \(kind), works in a sandbox of its own; \(enforcement)."
    }
    return """
      the built-in reference agent works in a sandbox of its own. Its policy is compiled from the \
      variant's text; every operation on a file passes a layer that checks the permissions and \
      records the outcome. Runtime is measured by a virtual clock, so that it repeats exactly.
      """
  }

  private var equality: Prose {
    let equal = parity.count { $0.required == "equal" && $0.isEqual }
    let failed = parity.filter { !$0.isPassed }
    guard failed.isEmpty else {
      let names = failed.map(\.name).joined(separator: ", ")
      return "\(strong: "The check failed") for \(names)."
    }
    let properties = equal == 1 ? "1 property is" : "\(equal) properties are"
    return "Here \(properties) equal (\("appendix C", to: "pins"))."
  }
}
