import Codecs

/// Everything that was measured, beside what was demanded.
struct BenchReport {
  let machine: Machine
  let thresholds: Thresholds
  var results: [Result] = []

  /// Whether a result reaches its budget; nil when it has none.
  private func isMet(_ result: Result) -> Bool? {
    guard let bounds = thresholds[result.name] else { return nil }
    return result.ratio >= bounds.budget && isWithinLimit(result, bounds)
  }

  private func isWithinLimit(_ result: Result, _ bounds: Thresholds.Bounds) -> Bool {
    guard case .milliseconds = result.unit, let limit = bounds.limit else { return true }
    return result.value <= limit
  }

  /// What fell below its threshold, one sentence each.
  var failures: [String] {
    results.compactMap { result in
      guard let bounds = thresholds[result.name] else { return nil }
      let subject = result.size.map { "'\(result.name)' at \($0) entries" } ?? "'\(result.name)'"
      if result.upperRatio < bounds.failsBelow {
        return "\(subject) has the ratio \(Figures.decimal(result.ratio, digits: 3)) "
          + "and at best \(Figures.decimal(result.upperRatio, digits: 3)), "
          + "the least is \(Figures.decimal(bounds.failsBelow, digits: 3))"
      }
      guard isWithinLimit(result, bounds) else {
        return "\(subject) takes \(Figures.text(result.value)) ms, "
          + "the most is \(Figures.text(bounds.limit ?? 0)) ms"
      }
      return nil
    }
  }

  /// The report for programs.
  var json: Value {
    ["machine": machine.json, "budgets": .array(results.map(member)), "growth": .array(growth)]
  }

  private func member(_ result: Result) -> Value {
    let bounds = thresholds[result.name]
    return [
      "name": .text(result.name), "size": result.size.map { .int(Int64($0)) } ?? .null,
      "unit": .text(result.unit.name), "value": .double(Figures.rounded(result.value)),
      "floor": .double(Figures.rounded(result.floor)),
      "ratio": .double(Figures.rounded(result.ratio)),
      "budget": bounds.map { .double($0.budget) } ?? .null,
      "limit_ms": bounds?.limit.map(Value.double) ?? .null,
      "met": isMet(result).map(Value.bool) ?? .null,
      "spread": .double(Figures.rounded(result.spread)), "peak_rss": .int(Int64(result.peakRSS)),
      "note": .text(result.note),
    ]
  }

  /// What was measured at more than one size.
  private var growth: [Value] {
    results.filter { result in results.count { $0.name == result.name } > 1 }.map { result in
      [
        "name": .text(result.name), "size": .int(Int64(result.size ?? 0)),
        "value": .double(Figures.rounded(result.value)),
        "ratio": .double(Figures.rounded(result.ratio)),
      ]
    }
  }

  /// The report for people.
  var table: String {
    var rows = [
      ["budget", "entries", "value", "floor", "unit", "ratio", "budget", "met", "spread", "peak"]
    ]
    for result in results {
      let bounds = thresholds[result.name]
      rows.append([
        result.name, result.size.map(Figures.grouped) ?? "-", Figures.text(result.value),
        Figures.text(result.floor), result.unit.name, Figures.decimal(result.ratio, digits: 3),
        bounds.map { Figures.decimal($0.budget, digits: 2) } ?? "-",
        isMet(result).map { $0 ? "yes" : "NO" } ?? "-",
        "\(Figures.decimal(result.spread * 100, digits: 0)) %",
        "\(result.peakRSS >> 20) MiB",
      ])
    }
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
}
