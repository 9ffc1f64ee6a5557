import StageKit

/// Funding rates as they were recorded, checked and joined to bars.
struct Funding {
  /// What may be tolerated.
  struct Waivers {
    var missing = false
    var constant = false
    var rounding = false
  }

  /// When each rate is due.
  private(set) var time: [Int64]
  /// The rates as shares.
  private(set) var rate: [Double]
  /// What the recorded rates were multiplied by: 1, 0.01 or 0.0001.
  let scale: Double

  /// The longest time that a rate stands for: rates are due every eight hours.
  static let interval: Int64 = 8 * 3_600

  /// Checks rates: on the hour, in order, within one per cent, and not the same for a month.
  init(
    time: [Int64], rate: [Double], place: String, waivers: Waivers
  ) throws(StageError) {
    var time = time
    for index in time.indices {
      let stamp = CivilTime.text(time[index])
      if time[index] % 3_600 != 0 {
        guard waivers.rounding else {
          throw .invalid(
            "\(place) at \(stamp): funding is not stamped on the hour",
            hint: "--allow_funding_timestamp_rounding 1 rounds it")
        }
        time[index] = (time[index] + 1_800) / 3_600 * 3_600
      }
      if index > 0, time[index] <= time[index - 1] {
        throw .invalid("\(place) at \(stamp): funding is there twice or out of order")
      }
      try require(rate[index].isFinite, "\(place) at \(stamp): the funding rate is missing")
    }
    let scale = Self.scale(rate)
    let rates = rate.map { $0 * scale }
    for index in rates.indices where abs(rates[index]) > 0.01 {
      throw .invalid(
        "\(place) at \(CivilTime.text(time[index])): a funding rate of "
          + "\(Decimal64.text(rate[index])) is more than one per cent")
    }
    self.time = time
    self.rate = rates
    self.scale = scale
    if !waivers.constant { try checkMonths(place) }
  }

  /// The last rate at or before each bar, and the rate due at the very bar.
  func joined(
    to bars: [Int64], place: String, waivers: Waivers
  ) throws(StageError) -> (asOf: [Double], due: [Double]) {
    var asOf = [Double](repeating: .nan, count: bars.count)
    var due = [Double](repeating: 0, count: bars.count)
    var next = 0
    for index in bars.indices {
      while next < time.count, time[next] <= bars[index] {
        if index > 0, time[next] > bars[index - 1] { due[index] += rate[next] }
        next += 1
      }
      if next > 0, bars[index] - time[next - 1] <= Self.interval { asOf[index] = rate[next - 1] }
      guard asOf[index].isFinite || waivers.missing else {
        throw .invalid(
          "\(place) at \(CivilTime.text(bars[index])): funding is missing",
          hint: "--allow_missing_funding 1 goes on without it")
      }
    }
    return (asOf, due)
  }

  /// Shares, per cent or basis points: the ordinary rate is a hundredth of a per cent.
  private static func scale(_ rates: [Double]) -> Double {
    let sizes = rates.map { abs($0) }.sorted()
    guard let largest = sizes.last else { return 1 }
    if sizes[sizes.count / 2] <= 0.001 { return 1 }
    return [1, 0.01, 0.0001].first { largest * $0 <= 0.01 } ?? 1
  }

  private func checkMonths(_ place: String) throws(StageError) {
    var first = 0
    for index in 0...time.count {
      let isSame =
        index < time.count
        && CivilTime.civil(time[index]).month == CivilTime.civil(time[first]).month
        && time[index] - time[first] < 31 * CivilTime.day
      if isSame { continue }
      let rates = rate[first..<index]
      if rates.count >= 60, let value = rates.first, rates.allSatisfy({ $0 == value }) {
        throw .invalid(
          "\(place): funding is the same throughout the month from "
            + "\(CivilTime.date(time[first]))", hint: "--allow_constant_funding 1 believes it")
      }
      first = index
      if index == time.count { break }
    }
  }
}
