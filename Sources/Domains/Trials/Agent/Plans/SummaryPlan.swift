import Codecs
import Files

/// Counts the lines of every file of a directory.
struct SummaryPlan: TaskPlan {
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
