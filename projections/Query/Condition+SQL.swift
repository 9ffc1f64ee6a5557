import SQLite
import Study

/// An SQL text with the values of its question marks.
struct Clause {
  var sql: String
  var values: [Cell] = []
  /// How deep parentheses nest in it.
  var depth = 0
}

extension Condition {
  /// The condition over the table `runs r`; SQL's logic is three-valued in the same way.
  ///
  /// SQLite reads a text with a hundred things begun at a time at most: what is joined by one word
  /// stands side by side, and what nests most deeply comes first, with nothing begun before it.
  var clause: Clause {
    switch self {
    case .test(let reference, let comparison, let literal):
      let value = reference.clause(as: literal)
      let sign = comparison == .equal ? "=" : comparison == .notEqual ? "<>" : comparison.rawValue
      return Clause(sql: "(\(value.sql) \(sign) ?)", values: value.values + [literal.cell])
    case .like(let reference, let pattern):
      let value = reference.clause(as: .text(""))
      return Clause(
        sql: "(\(value.sql) GLOB ?)", values: value.values + [.text(Self.glob(pattern))])
    case .isNull(let reference):
      let value = reference.clause(as: reference.isNumeric ? .number(0) : .text(""))
      return Clause(sql: "(\(value.sql) IS NULL)", values: value.values)
    case .oneOf(let reference, let literals):
      return Self.joined("OR", literals.map { Self.test(reference, .equal, $0).clause })
    case .not(let inner):
      let clause = inner.clause
      return Clause(sql: "NOT \(clause.sql)", values: clause.values, depth: clause.depth + 1)
    case .and: return Self.joined("AND", conjuncts.map(\.clause))
    case .or: return Self.joined("OR", disjuncts.map(\.clause))
    }
  }

  private var disjuncts: [Condition] {
    guard case .or(let left, let right) = self else { return [self] }
    return left.disjuncts + right.disjuncts
  }

  private static func joined(_ word: String, _ clauses: [Clause]) -> Clause {
    let sorted = clauses.sorted { $0.depth > $1.depth }
    return Clause(
      sql: "(" + sorted.map(\.sql).joined(separator: " \(word) ") + ")",
      values: sorted.flatMap(\.values), depth: (sorted.first?.depth ?? 0) + 1)
  }

  /// SQL's `%` and `_` in the words of GLOB, which alone tells upper from lower case.
  private static func glob(_ pattern: String) -> String {
    var text = ""
    for character in pattern {
      switch character {
      case "%": text += "*"
      case "_": text += "?"
      case "*", "?", "[": text += "[\(character)]"
      default: text.append(character)
      }
    }
    return text
  }
}

extension Condition.Literal {
  fileprivate var cell: Cell {
    switch self {
    case .number(let number): .double(number)
    case .text(let text): .text(text)
    case .bool(let bool): .text(bool ? "true" : "false")
    case .duration(let nanoseconds), .time(let nanoseconds): .int(nanoseconds)
    }
  }
}

extension Condition.Reference {
  /// Whether its values are numbers by nature.
  var isNumeric: Bool {
    switch self {
    case .metric, .field(.seed), .field(.started), .field(.elapsed): true
    default: false
    }
  }

  /// Its value at a run, as SQL over `runs r`, in the kind that a literal asks for.
  func clause(as literal: Condition.Literal) -> Clause {
    switch self {
    // What only rules of exclusion may ask is refused before.
    case .fact: return Clause(sql: "NULL")
    case .field(.started): return Clause(sql: "r.started")
    case .field(.baseline):
      return Clause(
        sql: """
          (SELECT min(b.baseline) FROM baselines b WHERE b.study = r.study \
          AND b.subject IN (r.run, r.batch, r.batch || '.' || r.variant, r.variant))
          """)
    case .field(let field): return Clause(sql: "r.\(field.rawValue)")
    case .param(let name):
      let column =
        switch literal {
        case .number: "number"
        default: "value"
        }
      return Clause(
        sql: """
          (SELECT p.\(column) FROM params p \
          WHERE p.study = r.study AND p.run = r.run AND p.name = ?)
          """, values: [.text(name)])
    case .tag(let name):
      let value: String
      if case .number = literal { value = "CAST(t.value AS REAL)" } else { value = "t.value" }
      return Clause(
        sql: """
          (SELECT \(value) FROM tags t WHERE t.study = r.study AND t.run = r.run AND t.name = ?)
          """, values: [.text(name)])
    case .metric(let name, let stage, let statistic):
      // The plus keeps SQLite from the index by name, which would look at every run for every run.
      let which = stage == nil ? "" : " AND m.stage = ?"
      return Clause(
        sql: """
          (SELECT \(Self.sql(statistic)) FROM metrics m \
          WHERE m.study = r.study AND m.run = r.run AND +m.name = ?\(which))
          """, values: [.text(name)] + (stage.map { [.text($0)] } ?? []))
    case .verdict(let stage):
      return Clause(
        sql: """
          (SELECT g.verdict FROM gates g WHERE g.study = r.study AND g.run = r.run \
          AND g.stage = ? ORDER BY CASE g.verdict WHEN 'FAIL' THEN 0 WHEN 'INCONCLUSIVE' THEN 1 \
          WHEN 'WARN' THEN 2 ELSE 3 END LIMIT 1)
          """, values: [.text(stage)])
    }
  }

  /// A statistic over the units of a run; unknown when one of them has no number.
  private static func sql(_ statistic: Statistic?) -> String {
    if statistic == .count { return "count(*)" }
    let whole = "count(*) = count(m.value) AND count(*) > 0"
    let value =
      switch statistic {
      // Equal values have exactly themselves as mean, and no spread, whatever their sum rounds to.
      case nil, .mean:
        "CASE WHEN min(m.value) = max(m.value) THEN min(m.value) ELSE avg(m.value) END"
      case .min: "min(m.value)"
      case .max: "max(m.value)"
      case .count: "count(*)"
      case .std:
        """
        CASE WHEN count(*) < 2 THEN NULL WHEN min(m.value) = max(m.value) THEN 0.0 \
        ELSE sqrt((SELECT sum((n.value - a.mean) * (n.value - a.mean)) FROM metrics n, \
        (SELECT avg(o.value) AS mean \
        FROM metrics o WHERE o.study = r.study AND o.run = r.run AND o.stage = m.stage \
        AND o.name = m.name) a WHERE n.study = r.study AND n.run = r.run AND n.stage = m.stage \
        AND n.name = m.name) / (count(*) - 1)) END
        """
      }
    return "CASE WHEN \(whole) THEN \(value) END"
  }
}
