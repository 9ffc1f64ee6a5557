import Codecs
import Files
import Ledger
import Runtime
import StageKit
import Study

extension Verb {
  static let check = Verb(
    name: "check", summary: "validate a study file and show what would run and what is missing",
    usage: "check STUDY.yaml [-p NAME=VALUE]...",
    details: [
      "Writes nothing and needs no ledger. Reports every error with line and column (exit code 2);",
      "exit code 1 if the file is valid but something it requires is missing.",
    ],
    options: [.values("param", "p", "NAME=VALUE", "use another value for a parameter")],
    example: "runledger check study.yaml", operands: 1...1, completes: .files
  ) { invocation in
    let source = StudySource(invocation.operand(0) ?? "", from: invocation.directory)
    let root = (try? invocation.locate()).map { PathName.parent($0.path) } ?? source.directory
    var warnings: [String] = []
    let registered = try source.load(
      root: root, cache: DigestCache(), overrides: try invocation.arguments.pairs("param")
    ) { warnings.append($0) }
    warnings += BeginnersCheck.warnings(registered.plan, in: source.directory)
    let found = Requirements.observe(
      registered.plan.requires, environment: invocation.environment, root: root)
    let report = CheckReport(plan: registered.plan, found: found, warnings: warnings)
    if invocation.isJSON {
      invocation.console.print(json: report.json(file: source.shown))
    } else {
      warnings.forEach { invocation.console.complain("warning: \($0)") }
      report.lines(file: source.shown, invocation.console.style)
        .forEach(invocation.console.print)
    }
    return report.isReady ? .done : .negative
  }
}

/// What a study would do, and whether it can.
private struct CheckReport {
  /// A stage at a level.
  struct Row {
    var level: String
    var stage: StagePlan
    var runs: Int
    var units: Int
  }

  let plan: Plan
  let found: [Observation]
  let warnings: [String]
  let rows: [Row]

  init(plan: Plan, found: [Observation], warnings: [String]) {
    self.plan = plan
    self.found = found
    self.warnings = warnings
    rows = plan.levels.indices.flatMap { index in
      let runs = plan.schedule(level: index, round: 1, batch: plan.declaredBatch)
      return plan.stages.map { stage in
        Row(
          level: plan.levels[index].name, stage: stage,
          runs: runs.count { $0.scope == stage.scope },
          units: stage.units(params: plan.params(level: index)).count)
      }
    }
  }

  var isReady: Bool { found.allSatisfy { $0.value == 1 } }

  var total: Int { rows.reduce(0) { $0 + $1.runs * $1.units } }

  func lines(file: String, _ style: Style) -> [String] {
    var lines = ["\(file): valid", "\(plan.study): \(Printable.text(plan.objective))", ""]
    let hasLevels = plan.levels.count > 1 || !plan.levels[0].name.isEmpty
    var table = TextTable(
      (hasLevels ? [.words("level")] : []) + [
        .words("stage"), .words("per"), .numbers("runs"), .numbers("units"), .numbers("processes"),
      ])
    for row in rows {
      table.add(
        (hasLevels ? [row.level] : []) + [
          row.stage.name, row.stage.scope.rawValue, "\(row.runs)", "\(row.units)",
          "\(row.runs * row.units)",
        ])
    }
    lines += table.lines(style: style)
    lines.append("\(Amounts.count(total, "process", "processes")), without retries")
    let files = plan.files
    let bytes = files.reduce(0) { $0 + $1.size }
    if !files.isEmpty {
      lines.append("reads \(Amounts.count(files.count, "file")), \(Amounts.size(bytes))")
    }
    for check in found {
      let word = check.problem.map { "missing: \($0)" } ?? "there"
      lines.append("requires \(check.check): \(Printable.text(word))")
    }
    return lines
  }

  func json(file: String) -> Value {
    let stages = rows.map { row -> Value in
      [
        "level": .text(row.level), "stage": .text(row.stage.name),
        "per": .text(row.stage.scope.rawValue), "runs": .int(Int64(row.runs)),
        "units": .int(Int64(row.units)), "processes": .int(Int64(row.runs * row.units)),
      ]
    }
    let requirements = found.map { check -> Value in
      [
        "check": .text(check.check), "met": .bool(check.value == 1),
        "problem": check.problem.map(Value.text) ?? .null,
      ]
    }
    return [
      "ok": .bool(isReady), "file": .text(file), "study": .text(plan.study),
      "stages": .array(stages), "processes": .int(Int64(total)),
      "requires": .array(requirements), "warnings": .array(warnings.map(Value.text)),
    ]
  }
}

extension Plan {
  /// Every file that the plan names.
  fileprivate var files: [FilePin] { inputs.flatMap(\.files) + code + design.files }
}
