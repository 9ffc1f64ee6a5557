import Codecs

/// How many people a condition concerns.
struct RuleReach: Sendable {
  /// Where the condition stands.
  let location: String
  let condition: String
  /// How many people it holds for; nil when it cannot be evaluated at all.
  let people: Int?
  let count: Int
  let isAlways: Bool

  /// Whether it concerns nobody.
  var isDead: Bool { people ?? 0 == 0 }
  /// Whether it says more than `true` and yet concerns everybody.
  var isVoid: Bool { !isAlways && people == count && count > 0 }

  /// Counts a condition over everybody; names that only edges have are left undecided.
  init(_ condition: String, at location: String, _ table: AgentTable) {
    self.location = location
    self.condition = condition
    count = table.count
    guard let expression = try? ExpressionParser.parse(condition),
      let bound = try? ExpressionScope(table.names).bind(expression)
    else {
      people = nil
      isAlways = false
      return
    }
    isAlways = expression.isAlways
    people = table.rows.count { bound.holds($0) }
  }

  /// As JSON.
  var value: Value {
    [
      "location": .text(location), "condition": .text(condition),
      "people": people.map { .int(Int64($0)) } ?? .null, "count": .int(Int64(count)),
    ]
  }
}
