/// What a check observes, as it stands in a record: its kind, and what that kind is about.
struct SubjectParts {
  private enum Kind: String, Word {
    case exists, metric, coverage, rows, distinct, schema, stability
  }

  private var kind = Kind.exists
  private var path: String?
  private var metric: String?
  private var column: String?
  private var input: String?
  private var stage: String?
  private var statistic: Statistic?
  private var map: String?
  private var rule: SchemaRule?

  init(_ subject: CheckPlan.Subject) {
    switch subject {
    case .exists(let path): (kind, self.path) = (.exists, path)
    case .metric(let name, let file): (kind, metric, path) = (.metric, name, file)
    case .coverage(let path, let column, let input):
      (kind, self.path, self.column, self.input) = (.coverage, path, column, input)
    case .rows(let path): (kind, self.path) = (.rows, path)
    case .distinct(let path, let column): (kind, self.path, self.column) = (.distinct, path, column)
    case .schema(let path, let map, let rule):
      (kind, self.path, self.map, self.rule) = (.schema, path, map, rule)
    case .stability(let stage, let metric, let statistic):
      (kind, self.stage, self.metric, self.statistic) = (.stability, stage, metric, statistic)
    }
  }

  /// Hands every field to a coder, and refuses a kind that lacks what it is about.
  mutating func code(_ coder: inout some FieldCoder) {
    coder.field("kind", &kind, "exists, metric, coverage, rows, distinct, schema or stability")
    coder.field("path", &path, "an output")
    coder.field("metric", &metric, "a metric's name")
    coder.field("column", &column, "a column of a CSV output")
    coder.field("input", &input, "the input whose rows are covered")
    coder.field("stage", &stage, "the stage whose metric is to be stable")
    coder.field("statistic", &statistic, "mean, std, min, max or count")
    coder.field("map", &map, "the schema map that the rule is of")
    coder.field("rule", &rule, "a rule of a schema map")
    if coder.isReading, let missing { coder.refuse(missing, "is missing") }
  }

  /// What is observed; nil while something is missing.
  var subject: CheckPlan.Subject? {
    switch kind {
    case .exists: path.map { .exists($0) }
    case .metric: metric.map { .metric($0, file: path) }
    case .coverage:
      if let path, let column, let input {
        .coverage(path, column: column, input: input)
      } else {
        nil
      }
    case .rows: path.map { .rows($0) }
    case .distinct: if let path, let column { .distinct(path, column: column) } else { nil }
    case .schema: if let path, let map, let rule { .schema(path, map: map, rule) } else { nil }
    case .stability:
      if let stage, let metric, let statistic {
        .stability(stage, metric: metric, statistic)
      } else {
        nil
      }
    }
  }

  /// The first field that the kind needs and that is not there.
  private var missing: String? {
    let path = ("path", self.path == nil)
    let column = ("column", self.column == nil)
    let metric = ("metric", self.metric == nil)
    let needed: [(name: String, isMissing: Bool)] =
      switch kind {
      case .exists, .rows: [path]
      case .metric: [metric]
      case .coverage: [path, column, ("input", input == nil)]
      case .distinct: [path, column]
      case .schema: [path, ("map", map == nil), ("rule", rule == nil)]
      case .stability: [("stage", stage == nil), metric, ("statistic", statistic == nil)]
      }
    return needed.first(where: \.isMissing)?.name
  }
}
