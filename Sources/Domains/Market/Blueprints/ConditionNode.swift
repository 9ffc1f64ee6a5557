import Codecs
import StageKit

/// One comparison that a blueprint asks at a bar.
struct ConditionNode: Equatable {
  let feature: String
  /// `> >= < <= == crosses_above crosses_below in_range zscore_gt zscore_lt`.
  let op: String
  let value: Double
  var valueHigh: Double?
  /// How many bars back the feature is read.
  var lookback = 0
  /// The window of a z-score.
  var window = 0

  /// The operators there are.
  static let operators = [
    ">", ">=", "<", "<=", "==", "crosses_above", "crosses_below", "in_range", "zscore_gt",
    "zscore_lt",
  ]

  init(feature: String, op: String, value: Double, valueHigh: Double? = nil) {
    self.feature = feature
    self.op = op
    self.value = value
    self.valueHigh = valueHigh
  }

  /// Reads a node; the feature has to be one that is known at the bar.
  init(_ fields: StageFields) throws(StageError) {
    feature = try fields.text("feature")
    op = try fields.text("operator")
    value = try fields.number("value")
    valueHigh = fields.has("value_high") ? try fields.number("value_high") : nil
    lookback = try fields.integer("lookback_bars", default: 0)
    window = try fields.integer("window_bars", default: 0)
    func fail(_ name: String, _ message: String) -> StageError {
      StageError(.invalid, "\(fields.place).\(name): \(message)")
    }
    guard FeatureTable.names.contains(feature) else {
      throw .invalid(
        "\(fields.place).feature: there is no feature '\(feature)' at a bar",
        hint: Hint.choice(feature, among: FeatureTable.names))
    }
    guard Self.operators.contains(op) else {
      throw fail("operator", "'\(op)' is no operator")
    }
    guard lookback >= 0 else { throw fail("lookback_bars", "is negative") }
    if op == "in_range" {
      guard let valueHigh, valueHigh >= value else {
        throw fail("value_high", "in_range needs one that is not below the value")
      }
    }
    if op.hasPrefix("zscore") {
      guard window >= 2 else { throw fail("window_bars", "a z-score needs a window of 2 or more") }
    }
  }

  /// Where the comparison holds; what is not known never does.
  func holds(_ features: FeatureTable) -> [Bool] {
    var values = features[feature]
    if op.hasPrefix("zscore") { values = Rolling.score(values, window, least: window) }
    return values.indices.map { index in
      let place = index - lookback
      guard place >= 0 else { return false }
      let now = values[place]
      let before = place > 0 ? values[place - 1] : .nan
      return switch op {
      case ">", "zscore_gt": now > value
      case ">=": now >= value
      case "<", "zscore_lt": now < value
      case "<=": now <= value
      case "==": now == value
      case "crosses_above": now > value && before <= value
      case "crosses_below": now < value && before >= value
      default: now >= value && now <= (valueHigh ?? value)
      }
    }
  }

  /// The node as a blueprint holds it.
  var record: Value {
    [
      "feature": .text(feature), "operator": .text(op), "value": .double(value),
      "value_high": valueHigh.map(Value.double) ?? .null, "lookback_bars": .int(Int64(lookback)),
      "window_bars": .int(Int64(window)),
    ]
  }
}
