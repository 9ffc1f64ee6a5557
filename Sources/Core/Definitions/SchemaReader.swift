import Codecs
import StageKit
import Study
import YAML

/// What the rows of a table have to be like: rules, each with what makes it pass or warn.
struct SchemaMap {
  let name: String
  let rules: [(rule: SchemaRule, pass: Threshold, warn: Threshold?)]

  /// The checks that hold an output to the map.
  func checks(of path: String) -> [CheckPlan] {
    rules.map {
      CheckPlan(.schema(path, map: name, $0.rule), pass: $0.pass, warn: $0.warn)
    }
  }
}

extension Item {
  /// Reads `schema`: maps by name.
  func schemaMaps() -> [SchemaMap] {
    (members() ?? []).compactMap { member in
      guard member.key.isIdentifier(member.name) else { return nil }
      return member.value.schemaMap(member.name)
    }
  }

  private func schemaMap(_ name: String) -> SchemaMap? {
    let keys = ["required", "ranges", "exclusive", "hard", "soft"]
    guard let section = Section(self, owner: "the schema map '\(name)'", keys: keys) else {
      return nil
    }
    let none = Threshold(.equal, 0)
    var rules: [(rule: SchemaRule, pass: Threshold, warn: Threshold?)] = []
    if let columns = section["required"]?.columns(atLeast: 1) {
      rules.append((.required(columns), none, nil))
    }
    for member in section["ranges"]?.members() ?? [] {
      guard let rule = member.value.range(of: member.name) else { continue }
      rules.append((rule, none, nil))
    }
    for element in section["exclusive"]?.elements() ?? [] {
      guard let columns = element.columns(atLeast: 2) else { continue }
      rules.append((.exclusive(columns), none, nil))
    }
    for element in section["hard"]?.elements() ?? [] {
      guard let rule = element.conditional("a hard conditional", keys: [])?.hard else { continue }
      rules.append((rule, none, nil))
    }
    for element in section["soft"]?.elements() ?? [] {
      guard let soft = element.softRule() else { continue }
      rules.append(soft)
    }
    let written = keys.compactMap { section[$0]?.node }
      .filter { !($0.asSequence?.isEmpty ?? $0.asMapping?.isEmpty ?? false) }
    if written.isEmpty { fail("the schema map '\(name)' has no rule") }
    report(rules.map(\.rule), of: name, isSoft: section["soft"] != nil)
    return SchemaMap(name: name, rules: rules)
  }

  private func report(_ rules: [SchemaRule], of name: String, isSoft: Bool) {
    if rules.count > Limits.schemaRuleCountMax {
      fail(
        "a schema map has at most \(Limits.schemaRuleCountMax) rules, found \(rules.count)")
    }
    let names = rules.map(\.name)
    for (place, rule) in names.enumerated() where names[..<place].contains(rule) {
      fail("the schema map '\(name)' has a rule twice: \(rule)")
    }
    if !isSoft, !rules.isEmpty {
      problems.warn(
        "the schema map '\(name)' has no 'soft' conditional: how representative the rows are "
          + "is not calibrated", line: node.mark.line)
    }
  }

  /// Names of columns.
  private func columns(atLeast count: Int) -> [String]? {
    guard let columns = texts() else { return nil }
    guard columns.count >= count else {
      mismatch("at least \(count == 1 ? "one column" : "\(count) columns")")
      return nil
    }
    return columns
  }

  /// `[low, high]`, where `null` stands for no limit.
  private func range(of column: String) -> SchemaRule? {
    guard let nodes = node.asSequence, nodes.count == 2,
      nodes.allSatisfy({ $0.isNull || $0.asDouble?.isFinite ?? false })
    else {
      mismatch("two numbers, the low one first", hint: "write [0, 120]; null is no limit")
      return nil
    }
    if let text = nodes.compactMap(\.asText).first(where: {
      Double($0) != nil && Number.exact($0) == nil
    }) {
      fail("the limit \(text) is beyond 2^53 and would be rounded")
      return nil
    }
    let (low, high) = (nodes[0].asDouble, nodes[1].asDouble)
    if let low, let high, low > high {
      fail("the range of '\(column)' is empty: \(Number.text(low)) is above \(Number.text(high))")
      return nil
    }
    return .range(column, low: low, high: high)
  }

  /// `{if: CONDITION, then: CONDITION}`, without `if` for every row.
  private func conditional(
    _ owner: String, keys: [String]
  ) -> (section: Section, hard: SchemaRule)? {
    guard let section = Section(self, owner: owner, keys: ["if", "then"] + keys) else {
      return nil
    }
    let given = section["if"].map { $0.rowCondition() }
    guard let then = section.required("then")?.rowCondition(), given != .some(nil) else {
      return nil
    }
    return (section, .hard(given: given ?? nil, then: then))
  }

  private func softRule() -> (rule: SchemaRule, pass: Threshold, warn: Threshold?)? {
    guard let read = conditional("a soft conditional", keys: ["share", "tolerance"]),
      case .hard(let given, let then) = read.hard,
      let share = read.section.required("share")?.share(),
      let tolerance = read.section.required("tolerance")?.share()
    else { return nil }
    return (
      .soft(given: given, then: then, share: share), Threshold(.lessOrEqual, tolerance),
      Threshold(.lessOrEqual, 2 * tolerance)
    )
  }

  private func rowCondition() -> RowCondition? {
    guard let text = text() else { return nil }
    guard let condition = RowCondition(text) else {
      fail(
        "\(name) is not a condition on a row, found '\(text)'",
        hint: "compare a column with a word or a number: \"age > 17 and employment != child\"")
      return nil
    }
    return condition
  }

  /// A number from 0 to 1.
  private func share() -> Double? {
    guard let number = node.asDouble, (0...1).contains(number) else {
      mismatch("a number from 0 to 1")
      return nil
    }
    return number
  }
}
