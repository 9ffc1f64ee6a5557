import Codecs

/// In what a benchmark counts.
enum Unit {
  /// So many of something in a second: more is better.
  case perSecond(String)
  /// So many milliseconds: less is better.
  case milliseconds

  /// The unit's name.
  var name: String {
    switch self {
    case .perSecond(let thing): "\(thing)/s"
    case .milliseconds: "ms"
    }
  }

  /// How many times as fast as the floor a value is.
  func ratio(_ value: Double, _ floor: Double) -> Double {
    switch self {
    case .perSecond: value / floor
    case .milliseconds: floor / value
    }
  }
}

/// What came out of measuring one budget at one size.
struct Result {
  /// The benchmark, and which of its variants.
  let name: String
  /// How many entries there were, if that varies.
  let size: Int?
  let unit: Unit
  /// The median of what was measured.
  let value: Double
  /// The median of the floor.
  let floor: Double
  /// The median of the rounds' ratios; 1 is as fast as the floor.
  let ratio: Double
  /// The upper quartile of the rounds' ratios.
  ///
  /// Below a threshold even on the luckier rounds is no accident.
  let upperRatio: Double
  /// The distance between the quartiles of the rounds' ratios, relative to their median.
  let spread: Double
  /// The largest resident set while it was measured, in bytes.
  let peakRSS: Int
  /// Anything else worth a column.
  let note: String

  /// Sums up some rounds.
  init(
    _ name: String, size: Int? = nil, _ unit: Unit, _ rounds: [Round], peakRSS: Int,
    note: String = ""
  ) {
    self.name = name
    self.size = size
    self.unit = unit
    self.peakRSS = peakRSS
    self.note = note
    let ratios = Sample(rounds.map { unit.ratio($0.value, $0.floor) })
    value = Sample(rounds.map(\.value)).median
    floor = Sample(rounds.map(\.floor)).median
    ratio = ratios.median
    upperRatio = ratios.quantile(0.75)
    spread = ratios.median == 0 ? 0 : (upperRatio - ratios.quantile(0.25)) / ratio
  }
}

/// One value and the floor that was taken beside it.
struct Round {
  var value: Double
  var floor: Double
}

/// Some numbers, in order.
struct Sample {
  private let sorted: [Double]

  init(_ numbers: [Double]) { sorted = numbers.sorted() }

  /// The number in the middle.
  var median: Double { quantile(0.5) }

  /// The number below which a part of them lies, interpolated.
  func quantile(_ part: Double) -> Double {
    guard let last = sorted.last else { return 0 }
    let place = part * Double(sorted.count - 1)
    let below = Int(place)
    guard below + 1 < sorted.count else { return last }
    return sorted[below] + (sorted[below + 1] - sorted[below]) * (place - Double(below))
  }
}
