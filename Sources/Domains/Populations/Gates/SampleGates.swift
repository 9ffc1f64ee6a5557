import Numerics

/// Gates 3A and 3B: whether a sample is whole, and whether it is like people.
struct SampleGates {
  let structure: PipelineGate
  let realism: PipelineGate
  /// What the profile could not judge, because an attribute is not there.
  let unjudged: [String]

  init(
    _ table: AgentTable, _ report: SampleReport, requested: Int, profile: GateProfile,
    drift: BenchmarkDrift?
  ) {
    let environment = ExpressionScope(table.names)
    var unjudged: [String] = []
    func bound(_ expression: Expression?, _ name: String) -> BoundExpression? {
      guard let expression else { return nil }
      guard let bound = try? environment.bind(expression) else {
        unjudged.append(name)
        return nil
      }
      return bound
    }
    var structure = PipelineGate("3A")
    structure.none(
      "missing_agents", abs(requested - table.count), fix: "draw the sample again")
    var nulls = report.nulls
    for name in profile.required {
      nulls += table.column(name)?.count { $0 == .none } ?? table.count
    }
    structure.none("nulls", nulls, fix: "give the attribute a distribution")
    var outside = report.outOfRange
    for range in profile.ranges {
      for value in table.column(range.attribute) ?? [] {
        guard let number = value.asNumber else { continue }
        if number < range.low ?? -.infinity || number > range.high ?? .infinity { outside += 1 }
      }
    }
    structure.none("out_of_range", outside, fix: "add hard_min and hard_max to the attribute")
    var overlaps = 0
    for names in profile.exclusive {
      let columns = names.compactMap { table.column($0) }
      overlaps += table.rows.indices.count { row in columns.count { $0[row].isTrue } > 1 }
    }
    structure.none(
      "exclusive_broken", overlaps, fix: "make one attribute of those that exclude each other")
    var broken = 0
    for rule in profile.hard {
      guard let then = bound(rule.then, rule.name) else { continue }
      let condition = bound(rule.condition, rule.name)
      if rule.condition != nil, condition == nil { continue }
      broken += table.rows.count { (condition?.holds($0) ?? true) && !then.holds($0) }
    }
    structure.none(
      "hard_broken", broken, fix: "make the attribute conditional on what the rule names")
    self.structure = structure

    var realism = PipelineGate("3B")
    realism.none("violations", report.violations, fix: "make the constraint a hard bound")
    for rule in profile.soft {
      guard let then = bound(rule.then, rule.name) else { continue }
      let condition = bound(rule.condition, rule.name)
      let concerned = table.rows.filter { condition?.holds($0) ?? true }
      guard !concerned.isEmpty else {
        unjudged.append(rule.name)
        continue
      }
      let share = Double(concerned.count { then.holds($0) }) / Double(concerned.count)
      realism.atMost(
        "soft_\(rule.name)", abs(share - rule.share), warn: rule.tolerance, fail: rule.fail,
        fix: "bring the attribute of rule '\(rule.name)' nearer to \(rule.share)")
    }
    realism.atMost(
      "marginal_drift_pp", max(report.marginalDrift, drift?.marginal ?? 0),
      warn: profile.marginal.warn, fail: profile.marginal.fail,
      fix: "sample more people, or mend the weights of the attribute that drifts most")
    if let drift {
      realism.atMost(
        "conditional_drift_pp", drift.conditional, warn: profile.conditional.warn,
        fail: profile.conditional.fail,
        fix: "calibrate with the column that drifts among those it depends on")
    }
    if report.ranks.contains(where: \.isExact) {
      realism.atMost(
        "correlation_off", report.ranks.filter(\.isExact).map(\.excess).max() ?? .nan, warn: 0.03,
        fail: 0.1, fix: "bounds cut the attributes: widen them, or bring the rank nearer to 0")
    }
    realism.atMost("support_lost", Double(report.lostOptions), warn: 0, fail: .infinity)
    realism.none(
      "collapsed", report.collapsed, fix: "a major option never came up: look at its weights")
    if profile.isCalibrated, profile.soft.isEmpty, drift == nil {
      // Shares are promised and none is there to compare with.
      realism.atMost("uncalibrated", 1, warn: 0, fail: 1, fix: "give --benchmark FILE")
    }
    self.realism = realism
    self.unjudged = unjudged
  }
}

extension SampleReport {
  /// How many categorical attributes lost an option that a twentieth of all should have.
  var collapsed: Int {
    tallies.count { tally in
      let count = Double(max(1, tally.drawn.reduce(0, +)))
      return zip(tally.expected, tally.drawn).contains { $0.0 / count >= 0.05 && $0.1 == 0 }
    }
  }
}
