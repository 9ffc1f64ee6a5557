/// In what a benchmark counts.
enum Unit {
  /// So many of something in a second: more is better.
  case perSecond(String)
  /// So many milliseconds: less is better.
  case milliseconds
  /// So many bytes: less is better.
  case bytes

  /// The unit's name.
  var name: String {
    switch self {
    case .perSecond(let thing): "\(thing)/s"
    case .milliseconds: "ms"
    case .bytes: "bytes"
    }
  }

  /// Whether a greater value is a better one.
  var isMoreBetter: Bool {
    if case .perSecond = self { return true }
    return false
  }

  /// How many times as good as the floor a value is.
  func ratio(_ value: Double, _ floor: Double) -> Double {
    isMoreBetter ? value / floor : floor / value
  }

  /// Whether a value reaches a bound.
  func reaches(_ value: Double, _ bound: Double) -> Bool {
    isMoreBetter ? value >= bound : value <= bound
  }
}
