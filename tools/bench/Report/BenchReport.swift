import Codecs

/// Everything that was measured, beside what was demanded.
struct BenchReport {
  let machine: Machine
  let thresholds: Thresholds
  var results: [Result] = []

  /// What fell below its threshold, one sentence each.
  var failures: [String] { results.compactMap(thresholds.failure) }

  /// The report for programs.
  ///
  /// A budget is met when its ratio and its bound are reached; `budget` is the ratio, or the bound
  /// where there is no floor. `growth` has every figure, with its unit and the size of the ledger.
  var json: Value {
    [
      "machine": machine.json,
      "budgets": .array(results.filter { thresholds[$0.name] != nil }.map(budget)),
      "growth": .array(results.map(growth)),
    ]
  }

  private func budget(_ result: Result) -> Value {
    [
      "name": .text(result.key), "value": number(result.value), "floor": number(result.floor),
      "ratio": number(result.ratio), "budget": number(thresholds[result.name]?.shown),
      "met": thresholds.isMet(result).map(Value.bool) ?? .null,
      "spread": number(result.spread), "peak_rss": .int(Int64(result.peakRSS)),
    ]
  }

  private func growth(_ result: Result) -> Value {
    [
      "name": .text(result.name), "entries": result.entries.map { .int(Int64($0)) } ?? .null,
      "unit": .text(result.unit.name), "value": number(result.value),
      "floor": number(result.floor), "ratio": number(result.ratio),
      "bound": number(thresholds[result.name]?.bound), "allocations": number(result.allocations),
      "note": .text(result.note),
    ]
  }

  private func number(_ number: Double?) -> Value {
    number.map { .double(Figures.rounded($0)) } ?? .null
  }

  /// The report for people.
  var table: String {
    var rows = [
      [
        "what", "entries", "value", "floor", "unit", "ratio", "budget", "met", "spread",
        "allocs", "peak",
      ]
    ]
    rows += results.map(row)
    let widths = rows[0].indices.map { column in rows.map(\.[column].count).max() ?? 0 }
    var text = "\(machine.line)\n\n"
    for (number, row) in rows.enumerated() {
      var line = ""
      for (column, cell) in row.enumerated() {
        let gap = String(repeating: " ", count: widths[column] - cell.count)
        line += (column == 0 || column == 4 ? cell + gap : gap + cell) + "  "
      }
      if number > 0, !results[number - 1].note.isEmpty { line += results[number - 1].note }
      while line.last == " " { line.removeLast() }
      text += line + "\n"
    }
    return text
  }

  private func row(_ result: Result) -> [String] {
    [
      result.name, result.entries.map(Figures.grouped) ?? "-", Figures.text(result.value),
      result.floor.map(Figures.text) ?? "-", result.unit.name,
      result.ratio.map { Figures.decimal($0, digits: 3) } ?? "-", demand(result),
      thresholds.isMet(result).map { $0 ? "yes" : "NO" } ?? "-",
      "\(Figures.decimal(result.spread * 100, digits: 0)) %",
      result.allocations.map(Figures.text) ?? "-", "\(result.peakRSS >> 20) MiB",
    ]
  }

  /// The ratio that is demanded, then the value.
  private func demand(_ result: Result) -> String {
    guard let bounds = thresholds[result.name] else { return "-" }
    let sign = result.unit.isMoreBetter ? ">=" : "<="
    let parts = [
      bounds.budget.map { Figures.decimal($0, digits: 2) },
      bounds.bound.map { "\(sign) \(Figures.text($0))" },
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }
}
