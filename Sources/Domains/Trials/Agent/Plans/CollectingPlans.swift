import Codecs
import Files

/// Counts the lines of every file of a directory.
struct SummaryPlan: TaskProcedure {
  let directory: String
  let pattern: String
  let output: String

  var listsDirectory: Bool { true }

  func compose(with tools: ReferenceTools) throws(EarlyEnd) -> [Deliverable] {
    var counts: [(name: String, lines: Int)] = []
    for entry in try tools.find(pattern, in: directory) {
      let path = PathName.join(directory, entry.name)
      guard let lines = try tools.lines(of: path, kind: entry.kind) else { continue }
      try tools.work(lines: lines.count)
      counts.append((entry.name, lines.count))
    }
    guard var largest = counts.first else {
      throw .unsatisfiable("there is no file '\(pattern)' in '\(directory)'")
    }
    for count in counts where count.lines > largest.lines { largest = count }
    let summary: Value = [
      "total_files": .count(counts.count),
      "total_lines": .count(counts.reduce(0) { $0 + $1.lines }),
      "file_list": .array(counts.map { .text($0.name) }), "largest_file": .text(largest.name),
      "summary_generated_at": .text(tools.generatedAt),
    ]
    return [Deliverable(path: output, bytes: JSON.encode(summary, pretty: true))]
  }
}

/// Keeps the rows of several tables that have given values.
struct FilterPlan: TaskProcedure {
  let directory: String
  let pattern: String
  let filter: ValueMap
  let output: String

  var listsDirectory: Bool { true }

  func compose(with tools: ReferenceTools) throws(EarlyEnd) -> [Deliverable] {
    var names: [String] = []
    var scanned = 0
    var results: [Value] = []
    for entry in try tools.find(pattern, in: directory) {
      let path = PathName.join(directory, entry.name)
      guard let lines = try tools.lines(of: path, kind: entry.kind) else { continue }
      let table = try table(lines, path)
      try tools.work(lines: table.rows.count)
      names.append(entry.name)
      scanned += table.rows.count
      results += table.rows.filter { matches($0, table.header) }.map { row in
        .map(ValueMap(zip(table.header, row).map { ($0, .text($1)) }))
      }
    }
    let result: Value = [
      "total_rows_scanned": .count(scanned), "filtered_rows": .count(results.count),
      "source_files": .texts(names), "filter_criteria": .map(filter),
      "results": .array(results),
    ]
    return [Deliverable(path: output, bytes: JSON.encode(result, pretty: true))]
  }

  private func table(
    _ lines: [String], _ path: String
  ) throws(EarlyEnd) -> (header: [String], rows: [[String]]) {
    do throws(CSVError) {
      return try CSV.decode(Array(lines.map { $0 + "\n" }.joined().utf8))
    } catch {
      throw .unsatisfiable("'\(path)' is no table: \(error)")
    }
  }

  private func matches(_ row: [String], _ header: [String]) -> Bool {
    filter.allSatisfy { name, value in
      header.firstIndex(of: name).map { row[$0] == value.asText } ?? false
    }
  }
}
