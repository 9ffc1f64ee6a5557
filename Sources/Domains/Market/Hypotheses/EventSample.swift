/// An event of a family with the split that it belongs to.
struct EventSample {
  /// The splits, by time within each symbol.
  ///
  /// What reaches into the next one belongs to none.
  enum Split: String { case train, validation, test, purged }

  let row: MatchedDeltas.Row
  let split: Split

  /// Labels the events of a family; an event whose horizon reaches the next split's first event is
  /// purged.
  static func label(_ rows: [MatchedDeltas.Row], horizon: Int) -> [EventSample] {
    var samples: [EventSample] = []
    let sorted = rows.sorted {
      ($0.event.symbol, $0.event.index) < ($1.event.symbol, $1.event.index)
    }
    var first = 0
    while first < sorted.count {
      var end = first
      while end < sorted.count, sorted[end].event.symbol == sorted[first].event.symbol { end += 1 }
      let group = Array(sorted[first..<end])
      let (train, validation) = Self.boundaries(group.count)
      for (place, row) in group.enumerated() {
        let split: Split = place < train ? .train : place < validation ? .validation : .test
        let next = split == .train ? train : split == .validation ? validation : group.count
        let reaches =
          next < group.count && row.event.index + horizon >= group[next].event.index
        samples.append(EventSample(row: row, split: reaches ? .purged : split))
      }
      first = end
    }
    return samples
  }

  /// Where train and validation end among `count` events; the test has at least one.
  static func boundaries(_ count: Int) -> (train: Int, validation: Int) {
    let train = min(max(1, count * 6 / 10), count - 1)
    let validation = min(max(train + 1, count * 8 / 10), count - 1)
    return (train, validation)
  }
}
