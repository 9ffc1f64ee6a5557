import Codecs

/// Generated monthly counts at four stations, with two months that were not measured.
struct BicycleCounts {
  private struct Record {
    let month: String
    let station: String
    let count: Int?
  }

  private static let title = "Bicycles counted at four bridges, 2025"
  private static let stations = ["East Bridge", "Mill Bridge", "North Bridge", "Old Bridge"]

  private let records: [Record]

  /// Draws the counts: more in summer, and a level for each station.
  init(_ numbers: inout TaskNumbers) {
    let summer = [40, 45, 60, 80, 100, 115, 120, 118, 100, 75, 55, 42]
    var records: [Record] = []
    for station in Self.stations {
      let level = numbers.within(150...900)
      for (index, percent) in summer.enumerated() {
        let number = index + 1 < 10 ? "0\(index + 1)" : "\(index + 1)"
        let count = level * percent * numbers.within(85...115) / 100 * 30 / 100
        records.append(Record(month: "2025-\(number)", station: station, count: count))
      }
    }
    let gaps = numbers.shuffled(Array(records.indices)).prefix(2)
    for gap in gaps {
      records[gap] = Record(month: records[gap].month, station: records[gap].station, count: nil)
    }
    self.records = records
  }

  /// The content of `data.json`.
  var value: Value {
    [
      "title": .text(Self.title),
      "records": .array(
        records.map { record in
          [
            "month": .text(record.month), "station": .text(record.station),
            "bicycles": record.count.map { .count($0) } ?? .null,
          ]
        }),
    ]
  }

  /// What a report of these data may say.
  var facts: ValueMap {
    let totals = Self.stations.map { station in
      records.filter { $0.station == station }.reduce(0) { $0 + ($1.count ?? 0) }
    }
    return [
      "title": .text(Self.title), "records": .count(records.count),
      "missing": .count(records.count { $0.count == nil }),
      "total": .count(totals.reduce(0, +)),
      "totals": .map(ValueMap(zip(Self.stations, totals).map { ($0, .count($1)) })),
    ]
  }
}
