import Codecs
import StageKit

extension Evidence {
  /// Whether there are enough pairs.
  struct Sample {
    let isSufficient: Bool
    let warnings: [String]
    /// Pairs of which both runs count, by task, in the order of the study.
    let pairs: [Int]

    init(_ fields: StageFields, _ design: Design) throws(StageError) {
      isSufficient = try fields.flag("sufficient")
      guard fields.has("warnings") else {
        throw StageError(.invalid, "\(fields.place) has no 'warnings'")
      }
      warnings = try fields.texts("warnings")
      let tasks = try StageFields(.map(fields.map("tasks")), "\(fields.place): tasks")
      var pairs: [Int] = []
      for task in design.tasks {
        let counts = try tasks.optional(task.id) { $0 }
        guard let counts else { throw StageError(.invalid, "\(tasks.place) has no '\(task.id)'") }
        pairs.append(try counts.integer("pairs"))
      }
      self.pairs = pairs
    }

    /// The complete pairs of the task that has the fewest.
    var smallest: Int { pairs.min() ?? 0 }
  }

  /// A run that does not count.
  struct Exclusion {
    let run: String
    let pair: String
    let task: String
    let variant: String
    let rule: String
    let reason: String
    let kind: Exclusions.Kind

    private init(_ row: Row) throws(StageError) {
      run = try row.text("run_id")
      pair = try row.text("pair_id")
      task = try row.text("task_id")
      variant = try row.text("variant")
      rule = try row.text("rule")
      reason = try row.text("reason")
      let name = try row.text("kind")
      guard let kind = Exclusions.Kind(rawValue: name) else {
        throw StageError(.invalid, "\(row.place): there is no kind of exclusion '\(name)'")
      }
      self.kind = kind
    }

    static func read(_ files: EvidenceFiles) throws(StageError) -> [Exclusion] {
      let table = try files.table("exclusions.csv", in: "index")
      try table.require(Exclusions.header)
      var all: [Exclusion] = []
      for row in table.rows { all.append(try Exclusion(row)) }
      return all
    }
  }

  /// How one attribute of the variants compares.
  struct ParityCheck {
    let name: String
    let first: Value
    let second: Value
    let isEqual: Bool
    /// `equal`, `different` or `any`.
    let required: String

    /// Whether the attribute is as it has to be.
    var isPassed: Bool { required == "any" || isEqual == (required == "equal") }

    private init(_ fields: StageFields) throws(StageError) {
      name = try fields.text("name")
      first = fields.map["role"] ?? .null
      second = fields.map["goal"] ?? .null
      isEqual = try fields.flag("equal")
      required = try fields.text("required")
    }

    static func read(_ files: EvidenceFiles) throws(StageError) -> [ParityCheck] {
      let fields = try files.fields("parity.json", in: "parity")
      var checks: [ParityCheck] = []
      for check in try fields.objects("checks") { checks.append(try ParityCheck(check)) }
      return checks
    }
  }
}

extension Value {
  /// The value as a reader writes it: texts and digests bare, everything else as JSON.
  var written: String {
    switch self {
    case .text(let text): text
    case .bytes: String(JSON.string(self).dropFirst().dropLast())
    default: JSON.string(self)
    }
  }
}
