import SQLite
import Study

extension ViewStore {
  /// How many runs of the studies a query looks at lack what its filter names, by the name.
  public func missing(
    _ query: RunQuery
  ) throws(ProjectionError) -> [(name: String, count: Int, of: Int)] {
    var everything = query
    everything.filter = nil
    let selection = everything.selection()
    var names: [String] = []
    var clauses: [Clause] = []
    for reference in query.filter?.references ?? [] where !names.contains(reference.description) {
      if try hasEveryRun(reference, everything) { continue }
      names.append(reference.description)
      clauses.append(Condition.isNull(reference).clause)
    }
    guard !clauses.isEmpty else { return [] }
    // One pass over the runs, whatever the number of names.
    let sums = clauses.map { "coalesce(sum(\($0.sql)), 0)" }.joined(separator: ", ")
    let row = try self.query(
      "SELECT count(*), \(sums) \(selection.from)",
      clauses.flatMap(\.values) + selection.fromValues
    ).first
    guard let row, let total = row[0].asInt else { return [] }
    var found: [(name: String, count: Int, of: Int)] = []
    for (place, name) in names.enumerated() {
      let count = Int(row[place + 1].asInt ?? 0)
      if count > 0 { found.append((name, count, Int(total))) }
    }
    return found
  }

  /// Whether an index already shows that no run lacks a value: as many rows as runs, one a run.
  private func hasEveryRun(
    _ reference: Condition.Reference, _ query: RunQuery
  ) throws(ProjectionError) -> Bool {
    guard let study = try onlyStudy(or: query.study),
      let column = try column(of: reference, in: study)
    else {
      return false
    }
    let runs = try self.query(
      "SELECT count(*), coalesce(sum(scope <> 'run'), 0) FROM runs WHERE study = ?", [.text(study)]
    ).first
    guard let count = runs?[0].asInt, runs?[1].asInt == 0 else { return false }
    let unit = column.table == .metrics ? "coalesce(max(c.unit), '')" : "''"
    let found = try self.query(
      "SELECT count(*), count(\(column.value)), \(unit) FROM \(column.table.rawValue) c "
        + "WHERE c.study = ? AND \(column.place.sql)",
      [.text(study)] + column.place.values
    ).first
    // A parameter that is no number is there all the same; it is looked at run by run.
    return found?[0].asInt == count && found?[1].asInt == count && found?[2].asText == ""
  }
}
