/// A rule of a schema map as it stands in a record: its kind, and what that kind is about.
struct RuleParts {
  private enum Kind: String, Word {
    case required, range, exclusive, hard, soft
  }

  private var kind = Kind.required
  private var columns: [String] = []
  private var column: String?
  private var low: Double?
  private var high: Double?
  private var given: RowCondition?
  private var then: RowCondition?
  private var share: Double?

  init(_ rule: SchemaRule) {
    switch rule {
    case .required(let columns): (kind, self.columns) = (.required, columns)
    case .range(let column, let low, let high):
      (kind, self.column, self.low, self.high) = (.range, column, low, high)
    case .exclusive(let columns): (kind, self.columns) = (.exclusive, columns)
    case .hard(let given, let then): (kind, self.given, self.then) = (.hard, given, then)
    case .soft(let given, let then, let share):
      (kind, self.given, self.then, self.share) = (.soft, given, then, share)
    }
  }

  /// Hands every field to a coder, and refuses a kind that lacks what it is about.
  mutating func code(_ coder: inout some FieldCoder) {
    coder.field("rule", &kind, "required, range, exclusive, hard or soft")
    coder.field("columns", &columns, "of required and exclusive: the columns")
    coder.field("column", &column, "of a range: the column")
    coder.field("low", &low, "of a range: the lower limit")
    coder.field("high", &high, "of a range: the upper limit")
    coder.field("if", &given, "the rows concerned, such as `age <= 17`; all, otherwise")
    coder.field("then", &then, "what holds for them")
    coder.field("share", &share, "of a soft rule: for how large a share")
    if coder.isReading, rule == nil {
      coder.refuse(kind == .range ? "column" : then == nil ? "then" : "share", "is missing")
    }
  }

  /// The rule; nil while something is missing.
  var rule: SchemaRule? {
    switch kind {
    case .required: .required(columns)
    case .range: column.map { .range($0, low: low, high: high) }
    case .exclusive: .exclusive(columns)
    case .hard: then.map { .hard(given: given, then: $0) }
    case .soft:
      if let then, let share { .soft(given: given, then: then, share: share) } else { nil }
    }
  }
}
