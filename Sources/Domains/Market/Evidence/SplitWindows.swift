import StageKit

/// Train, validation and test as windows of whole days.
struct SplitWindows: Equatable {
  /// One window; both ends belong to it.
  struct Window: Equatable {
    let label: String
    let start: Int64
    let end: Int64
  }

  let windows: [Window]

  /// `total = max(1, days)`, train and validation are rounded down, the test has the rest; embargo
  /// days lie between them.
  ///
  /// A window without a day is left out, and a test there has to be.
  init(
    start: Int64, end: Int64, train: Double, validation: Double, embargo: Int
  ) throws(StageError) {
    let day = CivilTime.day
    let first = CivilTime.floorDays(start)
    let last = CivilTime.floorDays(end)
    let total = max(1, last - first + 1)
    let trainDays = Int64(train * Double(total))
    let validationDays = Int64(validation * Double(total))
    let gap = Int64(embargo)
    let trainEnd = first + trainDays - 1
    let validationStart = trainEnd + 1 + gap
    let validationEnd = validationStart + validationDays - 1
    let testStart = validationEnd + 1 + gap
    windows = [
      ("train", first, trainEnd), ("validation", validationStart, validationEnd),
      ("test", testStart, last),
    ].filter { $0.1 <= $0.2 && $0.2 <= last }
      .map { Window(label: $0.0, start: $0.1 * day, end: ($0.2 + 1) * day - 1) }
    try require(windows.first?.label == "train", "\(total) days have no window for training")
    guard windows.last?.label == "test" else {
      throw StageError(
        .refused, "\(total) days have no test window after train, validation and embargo")
    }
  }
}
