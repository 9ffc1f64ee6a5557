import StageKit

/// An event of a family with the split that it belongs to.
struct EventSample {
  /// The splits, by time within each symbol.
  ///
  /// What reaches into the next one belongs to none.
  enum Split: String { case train, validation, test, purged }

  let row: MatchedDeltas.Row
  let split: Split

  /// Labels the events of a family, by time or as `named` has them; an event whose horizon reaches
  /// the next split's first event is purged.
  static func label(
    _ rows: [MatchedDeltas.Row], horizon: Int, named: [String: Split]?
  ) throws(StageError) -> [EventSample] {
    var samples: [EventSample] = []
    let sorted = rows.sorted {
      ($0.event.symbol, $0.event.index) < ($1.event.symbol, $1.event.index)
    }
    var first = 0
    while first < sorted.count {
      var end = first
      while end < sorted.count, sorted[end].event.symbol == sorted[first].event.symbol { end += 1 }
      let group = Array(sorted[first..<end])
      var (train, validation) = Self.boundaries(group.count)
      if let named { (train, validation) = try Self.boundaries(group.map(\.event), named) }
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

  /// The same where the splits of a symbol's events are named: they have to follow each other.
  private static func boundaries(
    _ events: [MarketEvent], _ named: [String: Split]
  ) throws(StageError) -> (train: Int, validation: Int) {
    let splits: [Split] = [.train, .validation, .test]
    let order = events.map { event in splits.firstIndex { $0 == named[event.id] } ?? 2 }
    for place in order.indices.dropFirst() where order[place] < order[place - 1] {
      throw .invalid("event '\(events[place].id)' is in an earlier split than one before it")
    }
    let train = order.count { $0 == 0 }
    return (train, train + order.count { $0 == 1 })
  }

  /// The splits that a family's file names itself, by event; nil where it leaves them to time.
  static func named(_ table: CellTable) throws(StageError) -> [String: Split]? {
    guard table.has("split_label") else { return nil }
    let words: [String: Split] = [
      "train": .train, "validation": .validation, "val": .validation, "test": .test, "oos1": .test,
    ]
    let (ids, labels) = (try table.texts("event_id"), try table.texts("split_label"))
    var named: [String: Split] = [:]
    for row in ids.indices {
      guard let split = words[labels[row]] else {
        throw .invalid(
          "'\(table.path)' line \(row + 2): '\(labels[row])' is no split",
          hint: "there are train, validation and test")
      }
      named[ids[row]] = split
    }
    return named
  }
}
