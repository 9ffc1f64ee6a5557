import Codecs

extension SchemaRule {
  /// How the rows of a table stand to a rule with a condition.
  struct Tally {
    /// Rows that are concerned and satisfy the rule.
    private var satisfied = 0
    /// Rows that are concerned and break it.
    private(set) var broken = 0
    /// Rows of which that is not known.
    private(set) var unread = 0
    /// Of these, those that may count as satisfied, and those that may count as broken.
    private var perhaps = (satisfied: 0, broken: 0)

    init(
      _ rows: [[String]], _ given: RowCondition?, _ then: RowCondition,
      _ place: (String) -> Int?
    ) {
      for row in rows {
        var isConcerned: Bool? = true
        if let given { isConcerned = given.truth { column in place(column).map { row[$0] } } }
        if isConcerned == false { continue }
        let isSatisfied = then.truth { column in place(column).map { row[$0] } }
        guard isConcerned == true, let isSatisfied else {
          unread += 1
          if isSatisfied != false { perhaps.satisfied += 1 }
          if isSatisfied != true { perhaps.broken += 1 }
          continue
        }
        if isSatisfied { satisfied += 1 } else { broken += 1 }
      }
    }

    /// How far the share of satisfied rows may be from the one that is wanted; nil where no row is
    /// concerned.
    ///
    /// The share that is wanted is the decimal number as it is written, and the distance is rounded
    /// once, so that 8 of 10 is 0.1 from 0.7.
    func distance(from share: Double) -> Double? {
      let most = Self.distance(
        satisfied + perhaps.satisfied, of: satisfied + broken + perhaps.satisfied, from: share)
      let least = Self.distance(
        satisfied, of: satisfied + broken + perhaps.broken, from: share)
      guard let most, let least else { return most ?? least }
      return max(most, least)
    }

    private static func distance(_ count: Int, of all: Int, from share: Double) -> Double? {
      guard all > 0 else { return nil }
      var scale = 1
      while scale < 1_000_000_000, (share * Double(scale)).rounded() / Double(scale) != share {
        scale *= 10
      }
      let wanted = share * Double(scale)
      let (left, isLeftTooLarge) = count.multipliedReportingOverflow(by: scale)
      let (right, isRightTooLarge) = Int(wanted.rounded()).multipliedReportingOverflow(by: all)
      guard wanted.rounded() / Double(scale) == share, !isLeftTooLarge, !isRightTooLarge else {
        return abs(Double(count) / Double(all) - share)
      }
      return Double(abs(left - right)) / (Double(scale) * Double(all))
    }
  }
}
