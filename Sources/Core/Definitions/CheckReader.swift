import StageKit
import Study
import YAML

/// Reads one check of a gate.
struct CheckReader {
  /// The kinds of checks, each with the keys that it has besides its own.
  private static let kinds: [(name: String, keys: [String])] = [
    ("exists", ["pass", "warn"]),
    ("metric", ["in", "pass", "warn", "inconclusive"]),
    ("coverage", ["column", "of", "pass", "warn"]),
    ("rows", ["pass", "warn"]),
    ("distinct", ["column", "pass", "warn"]),
    ("schema", ["map"]),
    ("stability", ["statistic", "pass", "warn"]),
  ]

  private let section: Section
  private let kind: String
  private let stage: StagePlan
  private let names: Names

  /// Finds out which kind of check it is; reports when it is none, or more than one.
  init?(_ item: Item, stage: StagePlan, names: Names) {
    guard let pairs = item.node.asMapping else {
      item.mismatch("a mapping")
      return nil
    }
    let all = Self.kinds.map(\.name)
    let written = pairs.compactMap { $0.key.asText }.filter { all.contains($0) }
    guard let kind = written.first, let known = Self.kinds.first(where: { $0.name == kind }) else {
      if let key = pairs.first?.key {
        item.unknown("kind of check", key.asText ?? "", among: all, at: key.mark)
      } else {
        item.fail("a check must not be empty", hint: Hint.choice("", among: all))
      }
      return nil
    }
    guard written.count == 1 else {
      item.fail(
        "one check has two kinds, '\(kind)' and '\(written[1])'", hint: "make it two checks")
      return nil
    }
    let owner = "the check '\(kind)'"
    guard let section = Section(item, owner: owner, keys: [kind] + known.keys) else { return nil }
    self.section = section
    self.kind = kind
    self.stage = stage
    self.names = names
  }

  /// The checks, of which a schema map gives several; none with every reason reported.
  func read() -> [CheckPlan] {
    kind == "schema" ? schema() : [check()].compactMap(\.self)
  }

  /// The rules of a map: the one named, or the one of the output's own name.
  private func schema() -> [CheckPlan] {
    let path = file(kind)
    let item = section["map"] ?? section[kind]
    guard let path, let item, let name = item.text() else { return [] }
    guard let map = names.schemas.first(where: { $0.name == name }) else {
      item.unknown("schema map", name, among: names.schemas.map(\.name))
      return []
    }
    return map.checks(of: path)
  }

  private func check() -> CheckPlan? {
    let subject = subject()
    // A file that is there counts as 1, and being there is what is asked unless said otherwise.
    let isImplied = kind == "exists" && section["pass"] == nil
    let pass =
      isImplied ? Threshold(.greaterOrEqual, 1) : section.required("pass")?.threshold()
    let warn = section["warn"]?.threshold()
    guard let subject, let pass else { return nil }
    if let warn, !pass.leavesRoom(for: warn) {
      section["warn"]?.fail(
        "no value can be a WARN: whatever is '\(warn)' is '\(pass)' too, which is a PASS",
        hint: "make 'warn' looser than 'pass', or leave it out")
    }
    var check = CheckPlan(subject, pass: pass, warn: warn)
    if let item = section["inconclusive"], let open = item.threshold() {
      if !pass.leavesRoom(for: open) {
        item.fail("no value can be INCONCLUSIVE: whatever is '\(open)' is '\(pass)' too")
      }
      check.inconclusive = open
    }
    return check
  }

  private func subject() -> CheckPlan.Subject? {
    switch kind {
    case "exists": return file(kind).map { .exists($0) }
    case "rows": return file(kind).map { .rows($0) }
    case "metric":
      let name = section[kind]?.identifier()
      guard section["in"] != nil else { return name.map { .metric($0, file: nil) } }
      guard let file = file("in"), let name else { return nil }
      return .metric(name, file: file)
    case "distinct":
      let column = section.required("column")?.text()
      guard let file = file(kind), let column else { return nil }
      return .distinct(file, column: column)
    case "coverage":
      let column = section.required("column")?.text()
      let input = section.required("of").flatMap { self.input($0) }
      guard let file = file(kind), let column, let input else { return nil }
      return .coverage(file, column: column, input: input)
    default: return stability()
    }
  }

  /// A file that the stage declares to write.
  private func file(_ key: String) -> String? {
    guard let item = section[key], let path = item.text() else { return nil }
    guard stage.outputs.declare(path) else {
      let declared = stage.outputs.map(\.path)
      item.fail(
        "stage '\(stage.name)' declares no output '\(path)'",
        hint: declared.isEmpty ? "add it to 'outputs'" : Hint.choice(path, among: declared))
      return nil
    }
    return path
  }

  /// An input that the stage reads, written as `inputs.NAME` or `NAME`.
  private func input(_ item: Item) -> String? {
    guard let text = item.text() else { return nil }
    let known = stage.inputs.map(\.name) + names.inputs
    let prefix = "inputs."
    let isPlain = known.contains(text) || !text.hasPrefix(prefix)
    let name = isPlain ? text : String(text.dropFirst(prefix.count))
    guard known.contains(name) else {
      item.unknown("input", name, among: known)
      return nil
    }
    guard stage.reads(name) else {
      item.fail(
        "stage '\(stage.name)' does not read input '\(name)'",
        hint: "add '\(name): inputs.\(name)' to its 'inputs'")
      return nil
    }
    return name
  }

  private func stability() -> CheckPlan.Subject? {
    let statistics = Statistic.allCases.map(\.rawValue)
    let word = section.required("statistic")?.word("statistic", among: statistics)
    guard let item = section[kind], let text = item.text() else { return nil }
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, Identifier.isName(String(parts[1])) else {
      item.mismatch("a metric of a stage, such as 'classify.accuracy'")
      return nil
    }
    let name = String(parts[0])
    guard names.stage(name) != nil else {
      item.unknown("stage", name, among: names.stageNames)
      return nil
    }
    guard let statistic = word.flatMap({ Statistic(rawValue: $0) }) else { return nil }
    guard name != stage.name else {
      item.fail(
        "a stability check cannot look at its own stage '\(name)'",
        hint: "give it to a later stage, such as one 'per: study', when every value is recorded")
      return nil
    }
    let order = names.stageNames
    if let place = order.firstIndex(of: name), let own = order.firstIndex(of: stage.name),
      place > own
    {
      item.fail(
        "a stability check looks at an earlier stage, and '\(name)' is later than '\(stage.name)'",
        hint: "give the check to a stage that comes after '\(name)'")
      return nil
    }
    return .stability(name, metric: String(parts[1]), statistic)
  }
}

extension Threshold {
  /// Whether any value satisfies `other` and not this one.
  ///
  /// Both change their answer at their limits only, so that the values there and beside them tell.
  fileprivate func leavesRoom(for other: Threshold) -> Bool {
    [limit, other.limit].flatMap { [$0.nextDown, $0, $0.nextUp] }
      .contains { other.accepts($0) && !accepts($0) }
  }
}
