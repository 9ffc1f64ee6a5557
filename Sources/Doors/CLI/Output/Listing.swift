import Codecs

/// Things of one kind: a table for people, and one object each for programs.
struct Listing {
  private let name: String
  private var table: TextTable
  private var members: [Value] = []

  /// No things; `name` is the member of the JSON object that holds them.
  init(_ name: String, _ columns: [TextTable.Column]) {
    self.name = name
    table = TextTable(columns)
  }

  /// Adds a thing: its cells, and what programs read of it.
  mutating func add(_ cells: [String], _ json: Value) {
    table.add(cells)
    members.append(json)
  }

  /// Prints the things; a sentence for people when there are none.
  func print(_ invocation: Invocation, whenEmpty sentence: String) {
    let console = invocation.console
    if invocation.isJSON {
      console.print(json: .map([name: .array(members)]))
    } else if members.isEmpty {
      console.note(sentence)
    } else {
      table.lines(style: console.style).forEach(console.print)
    }
  }
}

extension Invocation {
  /// The study that the first operand names, or all.
  func studies(_ subjects: Subjects) throws -> [String] {
    try operand(0).map { [try subjects.study($0)] } ?? subjects.studies()
  }
}
