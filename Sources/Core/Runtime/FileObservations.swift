import Codecs
import Files
import Study

/// What the checks of a stage's gates see in an attempt's files.
///
/// Judges nothing.
struct FileObservations {
  /// One observation for each check that looks at files.
  private(set) var observations: [Observation] = []
  /// The metrics that were read off files.
  private(set) var metrics: [MetricValue] = []

  /// Where a file lies that a check names.
  private let locate: (String) -> String
  private let inputFiles: [String: [String]]
  private var documents: [String: Result<Value, Problem>] = [:]
  private var tables: [String: Result<Table, Problem>] = [:]

  private struct Problem: Error { var text: String }

  /// A table: its rows, and where its columns are.
  private struct Table {
    let rows: [[String]]
    private let places: [[UInt8]: Int]

    init(_ decoded: (header: [String], rows: [[String]])) {
      rows = decoded.rows
      var places: [[UInt8]: Int] = [:]
      for (place, column) in decoded.header.enumerated() { places[Array(column.utf8)] = place }
      self.places = places
    }

    /// Names are the same only when their bytes are.
    func place(of column: String) -> Int? { places[Array(column.utf8)] }
  }

  /// Looks at the files of an attempt.
  ///
  /// `inputFiles` are the files of each input, by its name.
  init(of stage: StagePlan, in directory: String, inputFiles: [String: [String]]) {
    self.init(of: stage, inputFiles: inputFiles) { PathName.join(directory, $0) }
  }

  /// Looks at the files of an attempt wherever they lie by now.
  init(
    of stage: StagePlan, inputFiles: [String: [String]] = [:],
    locate: @escaping (String) -> String
  ) {
    self.locate = locate
    self.inputFiles = inputFiles
    for gate in stage.gates {
      for check in gate.checks {
        guard let seen = look(check.subject) else { continue }
        switch seen {
        case .success((let value, let remark)):
          observations.append(
            Observation(gate: gate.name, check: check.name, value: value, problem: remark))
          if case .metric(let name, _?) = check.subject,
            !metrics.contains(where: { $0.name == name })
          {
            metrics.append(MetricValue(name: name, value: value))
          }
        case .failure(let problem):
          observations.append(
            Observation(
              gate: gate.name, check: check.name, value: nil, problem: problem.text))
        }
      }
    }
    collectReferenced(stage)
  }

  /// Every number at the top of a JSON output that a gate reads is a metric too, so that
  /// conditions can refer to it.
  private mutating func collectReferenced(_ stage: StagePlan) {
    for path in stage.outputs.map(\.path) where path.hasSuffix(".json") {
      guard case .success(let document)? = documents[path], let map = document.asMap else {
        continue
      }
      for (name, value) in map where !metrics.contains(where: { $0.name == name }) {
        if let number = value.asExactDouble {
          metrics.append(MetricValue(name: name, value: number))
        }
      }
    }
  }

  private mutating func look(
    _ subject: CheckPlan.Subject
  ) -> Result<(value: Double, remark: String?), Problem>? {
    if case .schema(let path, _, let rule) = subject { return schema(rule, of: path) }
    return number(subject)?.map { ($0, nil) }
  }

  private mutating func number(_ subject: CheckPlan.Subject) -> Result<Double, Problem>? {
    switch subject {
    case .exists(let path):
      // Evidence is what was seen: a disk that fails to tell has shown nothing.
      let isThere = (try? FileSystem.status(locate(path))) ?? nil != nil
      return isThere ? .success(1) : .failure(Problem(text: "'\(path)' does not exist"))
    case .metric(let name, let path?): return metric(name, in: path)
    case .metric(_, nil), .stability, .schema: return nil
    case .rows(let path): return column(nil, in: path).map { Double($0.rows) }
    case .distinct(let path, let column):
      return self.column(column, in: path).map { Double($0.distinct) }
    case .coverage(let path, let column, let input):
      return coverage(column, in: path, of: input)
    }
  }

  /// What a rule of a schema map sees in a table, and what has to be said of that.
  private mutating func schema(
    _ rule: SchemaRule, of path: String
  ) -> Result<(value: Double, remark: String?), Problem> {
    table(path).flatMap { table in
      if let missing = rule.columns.first(where: { table.place(of: $0) == nil }) {
        return .failure(Problem(text: "'\(path)' has no column '\(missing)'"))
      }
      let seen = rule.observe(table.rows) { table.place(of: $0) }
      guard let value = seen.value else {
        let isEmpty = table.rows.isEmpty
        return .failure(
          Problem(
            text: isEmpty ? "'\(path)' has no row" : "the rule applies to no row of '\(path)'"))
      }
      let rows = seen.unread == 1 ? "1 row" : "\(seen.unread) rows"
      return .success((value, seen.unread > 0 ? "\(rows) of '\(path)' cannot be read" : nil))
    }
  }

  private mutating func table(_ path: String) -> Result<Table, Problem> {
    if let known = tables[path] { return known }
    let result = Self.table(of: locate(path), called: path)
    tables[path] = result
    return result
  }

  private mutating func metric(_ name: String, in path: String) -> Result<Double, Problem> {
    document(path).flatMap { document in
      guard let value = document.asMap?[name] else {
        return .failure(Problem(text: "'\(path)' has no member '\(name)'"))
      }
      if let number = value.asExactDouble { return .success(number) }
      if value.asInt != nil {
        return .failure(
          Problem(text: "member '\(name)' of '\(path)' is beyond 2^53 and cannot be compared"))
      }
      switch value.asText {
      case "NaN": return .success(.nan)
      case "Infinity": return .success(.infinity)
      case "-Infinity": return .success(-.infinity)
      default: return .failure(Problem(text: "member '\(name)' of '\(path)' is not a number"))
      }
    }
  }

  private mutating func document(_ path: String) -> Result<Value, Problem> {
    if let known = documents[path] { return known }
    let result: Result<Value, Problem>
    do {
      let bytes = try FileSystem.readRegularFile(
        locate(path), limit: 1 << 26)
      result = .success(try JSON.decode(bytes))
    } catch let error as JSONError {
      result = .failure(
        Problem(text: "'\(path)' is not JSON: line \(error.line), column \(error.column)"))
    } catch {
      result = .failure(Problem(text: "'\(path)' cannot be read: \(error)"))
    }
    documents[path] = result
    return result
  }

  private func coverage(
    _ name: String, in path: String, of input: String
  ) -> Result<Double, Problem> {
    guard let files = inputFiles[input], !files.isEmpty else {
      return .failure(Problem(text: "there is no input '\(input)'"))
    }
    var expected = 0
    for file in files {
      switch Self.column(nil, of: file, called: file) {
      case .success(let table): expected += table.rows
      case .failure(let problem): return .failure(problem)
      }
    }
    guard expected > 0 else {
      return .failure(Problem(text: "input '\(input)' has no data rows"))
    }
    return column(name, in: path).map { Double($0.distinct) / Double(expected) }
  }

  private func column(
    _ name: String?, in path: String
  ) -> Result<(rows: Int, distinct: Int), Problem> {
    Self.column(name, of: locate(path), called: path)
  }

  /// The data rows of a CSV file, and the distinct values of one of its columns.
  private static func column(
    _ name: String?, of path: String, called shown: String
  ) -> Result<(rows: Int, distinct: Int), Problem> {
    table(of: path, called: shown).flatMap { table in
      guard let name else { return .success((table.rows.count, 0)) }
      guard let place = table.place(of: name) else {
        return .failure(Problem(text: "'\(shown)' has no column '\(name)'"))
      }
      var values: Set<[UInt8]> = []
      for row in table.rows { values.insert(Array(row[place].utf8)) }
      return .success((table.rows.count, values.count))
    }
  }

  private static func table(of path: String, called shown: String) -> Result<Table, Problem> {
    do {
      return .success(Table(try CSV.decode(try FileSystem.readRegularFile(path, limit: 1 << 28))))
    } catch let error as FileError {
      return .failure(Problem(text: "'\(shown)' cannot be read: \(error.reason)"))
    } catch {
      return .failure(Problem(text: "'\(shown)' is not CSV: \(error)"))
    }
  }
}
