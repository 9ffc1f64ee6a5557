/// What came out of measuring one budget at one size.
struct Result {
  /// The benchmark, and which of its variants.
  let name: String
  /// How many entries the ledger had, if that varies.
  let entries: Int?
  let unit: Unit
  /// The median of what was measured.
  let value: Double
  /// The median of the floor; nil where there is none.
  let floor: Double?
  /// The median of the rounds' ratios; 1 is as good as the floor.
  let ratio: Double?
  /// The upper quartile of the rounds' ratios.
  ///
  /// Below a threshold even on the luckier rounds is no accident.
  let upperRatio: Double?
  /// The distance between the quartiles of the rounds' ratios, or values where there is no floor,
  /// relative to their median.
  let spread: Double
  /// The largest resident set while it was measured, in bytes.
  let peakRSS: Int
  /// How many times memory was asked for, for each thing that is counted; nil when nobody looked.
  var allocations: Double?
  /// Anything else worth a column.
  var note: String

  /// Sums up some rounds.
  init(
    _ name: String, entries: Int? = nil, _ unit: Unit, _ rounds: [Round], peakRSS: Int,
    allocations: Double? = nil, note: String = ""
  ) {
    self.name = name
    self.entries = entries
    self.unit = unit
    self.peakRSS = peakRSS
    self.allocations = allocations
    self.note = note
    let values = Sample(rounds.map(\.value))
    value = values.median
    let floors = rounds.compactMap(\.floor)
    guard floors.count == rounds.count, !floors.isEmpty else {
      floor = nil
      ratio = nil
      upperRatio = nil
      spread = values.spread
      return
    }
    floor = Sample(floors).median
    let ratios = Sample(zip(rounds, floors).map { unit.ratio($0.value, $1) })
    ratio = ratios.median
    upperRatio = ratios.quantile(0.75)
    spread = ratios.spread
  }

  /// The name with the size behind it, where there are several.
  var key: String { entries.map { "\(name)_\($0)" } ?? name }
}

/// One value and the floor that was taken beside it, if there is one.
struct Round {
  var value: Double
  var floor: Double?
}

/// Some numbers, in order.
struct Sample {
  private let sorted: [Double]

  init(_ numbers: [Double]) { sorted = numbers.sorted() }

  /// The number in the middle.
  var median: Double { quantile(0.5) }

  /// The distance between the quartiles, relative to the median.
  var spread: Double { median == 0 ? 0 : (quantile(0.75) - quantile(0.25)) / median }

  /// The number below which a part of them lies, interpolated.
  func quantile(_ part: Double) -> Double {
    guard let last = sorted.last else { return 0 }
    let place = part * Double(sorted.count - 1)
    let below = Int(place)
    guard below + 1 < sorted.count else { return last }
    return sorted[below] + (sorted[below + 1] - sorted[below]) * (place - Double(below))
  }
}
