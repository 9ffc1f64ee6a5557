import Codecs

/// Writes a report of some records, of which nobody has said what it should look like.
struct ReportPlan: TaskProcedure {
  let data: String

  var openPoints: [OpenPoint] {
    [
      OpenPoint(
        question: "I need clarification: what format should the report have?",
        options: ["Markdown", "plain text", "JSON"],
        assumption: "the report is one JSON object, because the data are JSON"),
      OpenPoint(
        question: "I need clarification: where shall I save the report?",
        options: ["outputs/report.md", "another file in outputs"],
        assumption: "the report is 'outputs/report.json', inside the permitted directory"),
      OpenPoint(
        question: "I need clarification: which option of depth is wanted, and for whom?",
        options: ["an overview", "every record"],
        assumption: "the report has counts and totals only"),
    ]
  }

  func compose(with tools: ReferenceTools) throws(EarlyEnd) -> [Deliverable] {
    guard let lines = try tools.lines(of: data) else {
      throw .unsatisfiable("'\(data)' may not be read")
    }
    try tools.work(lines: lines.count)
    let value: Value
    do throws(JSONError) {
      value = try JSON.decode(Array(lines.joined(separator: "\n").utf8))
    } catch {
      throw .unsatisfiable("'\(data)' is \(error)")
    }
    guard let figures = RecordFigures(value) else {
      throw .incomplete("'\(data)' holds no records")
    }
    if tools.policy.ambiguity == .askFirst {
      let text = figures.markdown(questions: tools.questions)
      return [Deliverable(path: "outputs/report.md", bytes: Array(text.utf8))]
    }
    let report = figures.value(assumptions: tools.assumptions)
    return [
      Deliverable(path: "outputs/report.json", bytes: JSON.encode(report, pretty: true))
    ]
  }
}

/// What can be said of a list of records without knowing what they mean.
struct RecordFigures {
  let title: String
  let count: Int
  /// The member that holds numbers.
  let measure: String
  let total: Double
  let missing: Int
  /// Sums by the values of the member with the fewest different texts.
  let totals: [(name: String, total: Double)]

  init?(_ value: Value) {
    guard let map = value.asMap, let records = map["records"]?.asArray?.compactMap(\.asMap),
      let first = records.first
    else { return nil }
    let isNumber = { (name: String) in records.contains { $0[name]?.asDouble != nil } }
    guard let measure = first.keys.first(where: isNumber) else { return nil }
    let numbers = records.map { $0[measure]?.asDouble }
    title = map["title"]?.asText ?? "Records"
    count = records.count
    self.measure = measure
    total = numbers.reduce(0) { $0 + ($1 ?? 0) }
    missing = numbers.count { $0 == nil }
    let groups = first.keys.filter { $0 != measure && first[$0]?.asText != nil }.map { name in
      (name, Self.distinct(records.compactMap { $0[name]?.asText }))
    }
    let group = groups.min { $0.1.count < $1.1.count }
    totals = (group?.1 ?? []).map { text in
      let own = zip(records, numbers).filter { $0.0[group?.0 ?? ""]?.asText == text }
      return (text, own.reduce(0) { $0 + ($1.1 ?? 0) })
    }
  }

  /// The report for a person.
  func markdown(questions: [String]) -> String {
    var text = "# \(title)\n\nThis report covers \(count) records. "
    text += "The total of \(measure) is \(Self.text(total)). "
    text += "\(missing) records are missing a value.\n\n"
    if !totals.isEmpty {
      text += "| group | \(measure) |\n|---|---:|\n"
      for row in totals { text += "| \(row.name) | \(Self.text(row.total)) |\n" }
    }
    if !questions.isEmpty {
      text += "\n## Open questions\n\nNobody answered these, so I assumed what seemed best:\n\n"
      for question in questions { text += "- \(question)\n" }
    }
    return text
  }

  func value(assumptions: [String]) -> Value {
    [
      "title": .text(title), "records": .count(count), "total": Self.number(total),
      "missing": .count(missing),
      "totals": .map(ValueMap(totals.map { ($0.name, Self.number($0.total)) })),
      "assumptions": .texts(assumptions),
    ]
  }

  private static func number(_ number: Double) -> Value {
    Int64(exactly: number).map { .int($0) } ?? .double(number)
  }

  private static func text(_ number: Double) -> String {
    Int64(exactly: number).map(String.init) ?? number.description
  }

  /// The different texts, sorted.
  private static func distinct(_ texts: [String]) -> [String] {
    var distinct: [String] = []
    for text in texts.sorted() where distinct.last != text { distinct.append(text) }
    return distinct
  }
}
