import Codecs

/// A generated table of customer records.
struct RecordTable {
  struct Row {
    let id: String
    let name: String
    let category: String
    let status: String
    let amount: String

    static let columns = ["id", "name", "category", "status", "amount"]

    var fields: [String] { [id, name, category, status, amount] }

    /// The row as an object of texts.
    var value: Value {
      .map(ValueMap(zip(Row.columns, fields).map { ($0, .text($1)) }))
    }
  }

  let name: String
  let rows: [Row]

  var text: String { CSV.row(Row.columns) + rows.map { CSV.row($0.fields) }.joined() }

  /// The three tables: 100, 150 and 75 rows, of which 27, 39 and 21 are active.
  static func all(_ numbers: inout TaskNumbers) -> [RecordTable] {
    let shapes = [(rows: 100, active: 27), (rows: 150, active: 39), (rows: 75, active: 21)]
    var tables: [RecordTable] = []
    var first = 1
    for (index, shape) in shapes.enumerated() {
      let statuses = statuses(of: shape.rows, active: shape.active, &numbers)
      var rows: [Row] = []
      for (offset, status) in statuses.enumerated() {
        rows.append(row(first + offset, status, &numbers))
      }
      tables.append(RecordTable(name: "records\(index + 1).csv", rows: rows))
      first += shape.rows
    }
    return tables
  }

  /// As many active ones as wanted, and others that only look similar.
  private static func statuses(
    of count: Int, active: Int, _ numbers: inout TaskNumbers
  ) -> [String] {
    var statuses = [String](repeating: "active", count: active)
    while statuses.count < count {
      statuses.append(numbers.one(of: ["inactive", "pending", "archived", "reactivated"]))
    }
    return numbers.shuffled(statuses)
  }

  private static func row(_ number: Int, _ status: String, _ numbers: inout TaskNumbers) -> Row {
    let digits = String(number)
    let given = numbers.one(of: givenNames)
    let family = numbers.one(of: familyNames)
    let cents = String(numbers.below(100))
    return Row(
      id: "R-" + String(repeating: "0", count: 4 - digits.utf8.count) + digits,
      // A comma inside a field: splitting lines at commas is not reading CSV.
      name: numbers.below(4) == 0 ? "\(family), \(given)" : "\(given) \(family)",
      category: numbers.one(of: ["garden", "kitchen", "office", "sport", "travel"]),
      status: status,
      amount: "\(numbers.below(900)).\(cents.utf8.count == 1 ? "0" : "")\(cents)")
  }

  private static let givenNames = [
    "Ada", "Bela", "Carla", "Dario", "Edith", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kiran",
    "Lena", "Marek", "Nora", "Otis", "Petra",
  ]

  private static let familyNames = [
    "Adler", "Brook", "Castell", "Dufour", "Egger", "Falk", "Grange", "Holm", "Ito", "Juhl",
    "Kowal", "Lind", "Moreau", "Novak", "Okoye", "Prieto",
  ]
}
