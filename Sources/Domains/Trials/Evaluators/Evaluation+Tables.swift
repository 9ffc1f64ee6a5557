import Agents
import Codecs
import Files
import StageKit

// The criteria about rows that were found, filtered and counted.
extension Evaluation {
  func allTablesProcessed() throws(StageError) -> CheckFinding {
    let result = try filteredResult()
    guard let map = result.map else { return .unmet(result.detail) }
    let expected = try expectedFields("same_as")
    let wanted = try expected.texts("source_files")
    let named = (map["source_files"]?.asArray ?? []).map { PathName.lastComponent($0.asText ?? "") }
    guard named.count == wanted.count, Set(named) == Set(wanted) else {
      return .unmet("'source_files' names \(named.listed), not \(wanted.listed)")
    }
    let scanned = try expected.integer("total_rows_scanned")
    guard map["total_rows_scanned"]?.asDouble == Double(scanned) else {
      let found = map["total_rows_scanned"]?.brief ?? "absent"
      return .unmet("'total_rows_scanned' is \(found), not \(scanned)")
    }
    let unread = specification.files.map(\.path).filter { path in !wasRead(path) }
    guard unread.isEmpty else {
      return .unmet("the log does not tell that \(unread.listed) was read")
    }
    return .met("\(wanted.count) files were read and \(scanned) rows counted")
  }

  func filteringAccurate() throws(StageError) -> CheckFinding {
    let result = try filteredResult()
    guard result.map != nil else { return .unmet(result.detail) }
    let rows = try comparedRows()
    return rows.missing == 0 && rows.excess == 0
      ? .met("the kept rows are the \(rows.wanted) wanted ones")
      : .unmet("\(rows.missing) wanted rows are missing and \(rows.excess) others were kept")
  }

  func resultsCountMatches() throws(StageError) -> CheckFinding {
    let result = try filteredResult()
    guard let map = result.map else { return .unmet(result.detail) }
    let wanted = try expectedFields("same_as").integer("filtered_rows")
    guard map["filtered_rows"]?.asDouble == Double(wanted) else {
      return .unmet("'filtered_rows' is \(map["filtered_rows"]?.brief ?? "absent"), not \(wanted)")
    }
    let count = map["results"]?.asArray?.count ?? 0
    return count == wanted
      ? .met("there are \(count) results") : .unmet("there are \(count) results, not \(wanted)")
  }

  func toolSequenceEfficient() throws(StageError) -> CheckFinding {
    let output = try specification.expected.text("path")
    let metric = try StageFields(.map(specification.metrics), "\(specification.id): metrics")
      .optional("tool_invocation_count") { (fields) throws(StageError) in
        try fields.integer("maximum")
      }
    let maximum = try require(
      metric, "\(specification.id): 'tool_invocation_count' needs a 'maximum'")
    let count = log.invocations.count
    guard count > 0 else { return .unmet("the log tells of no tool") }
    guard count <= maximum else {
      return .unmet("\(count) tool invocations are more than \(maximum)")
    }
    let firstWrite = log.operations.firstIndex { operation in
      operation.isDone && words.isMutation(operation) && operation.touched.contains(output)
    }
    for path in specification.files.map(\.path) {
      let read = log.operations.firstIndex { isReading($0, path) }
      if let firstWrite, read.map({ $0 > firstWrite }) ?? true {
        return .unmet("'\(output)' was written before '\(path)' was read")
      }
    }
    return .met("\(count) tool invocations, and everything was read before anything was written")
  }

  /// How the kept rows compare with the wanted ones, without regard to their order.
  func comparedRows() throws(StageError) -> (wanted: Int, missing: Int, excess: Int) {
    let expected = try expectedFields("same_as").map["results"]?.asArray ?? []
    let path = try specification.expected.text("path")
    let found = try deliveredJSON(path)?.asMap?["results"]?.asArray ?? []
    var counts: [String: Int] = [:]
    for row in expected { counts[row.rowKey, default: 0] += 1 }
    var excess = 0
    for row in found {
      let key = row.rowKey
      if let left = counts[key], left > 0 { counts[key] = left - 1 } else { excess += 1 }
    }
    return (expected.count, counts.values.reduce(0, +), excess)
  }

  /// Whether the log tells of a successful read of a file.
  private func wasRead(_ path: String) -> Bool {
    log.operations.contains { isReading($0, path) }
  }

  private func isReading(_ operation: LogRecord.Operation, _ path: String) -> Bool {
    operation.isDone && words.kinds(operation).contains(.read) && !words.isAboutDirectory(operation)
      && (operation.path == path || operation.path == specification.copy(of: path))
  }

  private func filteredResult() throws(StageError) -> (map: ValueMap?, detail: String) {
    let path = try specification.expected.text("path")
    guard let map = try deliveredJSON(path)?.asMap else {
      return (nil, "'\(path)' is not there, or no JSON object")
    }
    return (map, "")
  }
}

extension Value {
  /// A row as a text that is the same whether its numbers are written as numbers or as texts.
  fileprivate var rowKey: String {
    guard let map = asMap else { return JSON.string(self) }
    return JSON.string(.map(ValueMap(map.map { ($0.key, .text($0.value.cell)) })))
  }

  private var cell: String {
    switch self {
    case .text(let text): Double(text).map { $0.isFinite ? "\($0)" : text } ?? text
    case .int(let int): "\(Double(int))"
    case .double(let double): "\(double)"
    default: JSON.string(self)
    }
  }
}
