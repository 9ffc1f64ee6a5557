import Study

/// What the units of a stage reported of one metric, and which of them reported nothing.
struct Evidence {
  /// The values, in the order of the schedule.
  private(set) var values: [Double] = []
  /// What reported none, in the order of the schedule: runs, or units of them.
  private(set) var missing: [String] = []
  /// How many lines of what was reported cannot be read, and nobody accepted.
  private(set) var unread = 0

  /// How many values there could be.
  var expected: Int { values.count + missing.count }

  /// Looks at a unit, called `name` where it has to be named.
  mutating func look(at unit: UnitState?, for metric: String, called name: String) {
    if let unit, unit.phase == .ended, unit.isInDoubt { unread += unit.unread }
    if let unit, unit.phase == .ended, unit.outcome == .succeeded,
      let value = unit.metrics.first(where: { $0.name == metric })?.value
    {
      values.append(value)
    } else {
      missing.append(name)
    }
  }

  /// What is missing, in words; nil where nothing is.
  var gap: String? {
    guard !missing.isEmpty else { return nil }
    let named = missing.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
    let rest = missing.count > 5 ? " and \(missing.count - 5) more" : ""
    return "\(values.count) of \(expected), without \(named)\(rest)"
  }

  /// A statistic of the values; nil where it is undefined, or rests on less than there should be.
  ///
  /// A count is of what was reported, whatever is missing. `allowsMissing`: the study takes a
  /// statistic of fewer values than there could be.
  func statistic(_ statistic: Statistic, allowsMissing: Bool) -> Double? {
    if statistic == .count { return Double(values.count { $0.isFinite }) }
    guard missing.isEmpty || allowsMissing else { return nil }
    // The smallest of 1 and infinity is 1, and yet there is a value that shows nothing.
    return values.allSatisfy(\.isFinite) ? statistic.of(values) : .nan
  }
}
