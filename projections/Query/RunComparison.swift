import Bytes
import Codecs
import SQLite
import Study

/// What differs between runs, section by section, equal lines folded.
public struct RunComparison: Sendable {
  /// One line: what is compared, and its value at each run; nil where a run has none.
  public struct Line: Equatable, Sendable {
    /// What is compared.
    public let name: String
    /// The values, one a run.
    public let values: [String?]
    /// The second minus the first, where there are two and both are numbers.
    public let difference: Double?

    /// Whether all runs have the same.
    public var isEqual: Bool { values.dropFirst().allSatisfy { $0 == values[0] } }
  }

  /// One section: a title and its lines.
  public struct Section: Equatable, Sendable {
    public let title: String
    public let lines: [Line]

    /// The lines that differ.
    public var differing: [Line] { lines.filter { !$0.isEqual } }
  }

  /// The runs, as `STUDY/RUN`.
  public let runs: [String]
  /// The sections, in the order: verdicts and metrics, code, inputs, parameters, seed, environment
  /// and pins, study revision, attempts and gates, outputs,
  /// tags.
  public let sections: [Section]

  /// Whether nothing differs.
  ///
  /// Tags are statements about runs, and make no difference.
  public var isEqual: Bool {
    sections.allSatisfy { $0.differing.isEmpty || $0.title == Self.tagsTitle }
  }

  private static let tagsTitle = "tags"

  /// Compares runs by their rows; `pins` gives each run's code, inputs, environment and pins as
  /// flat texts, which only the log has.
  public init(
    _ runs: [(study: String, run: String)], pins: [RunPins], _ views: ViewStore
  ) throws(ProjectionError) {
    self.runs = runs.map { "\($0.study)/\($0.run)" }
    func table(
      _ sql: String, _ name: ([Cell]) -> String, _ value: ([Cell]) -> String
    ) throws(ProjectionError) -> [[String: String]] {
      var maps: [[String: String]] = []
      for run in runs {
        var map: [String: String] = [:]
        for row in try views.query(sql, [.text(run.study), .text(run.run)]) {
          map[name(row)] = value(row)
        }
        maps.append(map)
      }
      return maps
    }
    func unit(_ row: [Cell]) -> String {
      let (stage, unit) = (row[0].asText ?? "", row[1].asText ?? "")
      return unit.isEmpty ? stage : "\(stage)[\(unit)]"
    }
    let key = "WHERE study = ? AND run = ?"
    let facts = try table(
      "SELECT 'state', state FROM runs \(key)", { $0[0].asText ?? "" }, { $0[1].asText ?? "" })
    let verdicts = try table(
      "SELECT 'verdict', verdict FROM runs \(key)", { $0[0].asText ?? "" },
      { $0[1].asText ?? "" })
    let metrics = try table(
      "SELECT stage, unit, name, value, special FROM metrics \(key)",
      { "\(unit($0)).\($0[2].asText ?? "")" },
      { $0[3].asDouble.map(Number.text) ?? $0[4].asText ?? "" })
    let params = try table(
      "SELECT name, value FROM params \(key)", { $0[0].asText ?? "" }, { $0[1].asText ?? "" })
    let seeds = try table(
      "SELECT 'seed', seed FROM runs \(key)", { $0[0].asText ?? "" },
      { $0[1].asInt.map { "\($0)" } ?? "" })
    let revisions = try table(
      "SELECT 'revision', revision FROM runs \(key)", { $0[0].asText ?? "" },
      { $0[1].asInt.map { "\($0)" } ?? "" })
    let attempts = try table(
      "SELECT stage, unit, count(*), max(attempt), outcome FROM attempts \(key) "
        + "GROUP BY stage, unit",
      { "attempts of \(unit($0))" },
      { "\($0[2].asInt ?? 0), last \($0[4].asText ?? "")" })
    let gates = try table(
      "SELECT stage, unit, gate, verdict FROM gates \(key)",
      { "gate \($0[2].asText ?? "") of \(unit($0))" }, { $0[3].asText ?? "" })
    let outputs = try table(
      "SELECT stage, unit, path, size, digest FROM artifacts \(key) AND kind = 'output' "
        + "ORDER BY attempt",
      { "\(unit($0))/\($0[2].asText ?? "")" },
      { "\($0[3].asInt ?? 0) bytes \(($0[4].asText ?? "").prefix(12))" })
    let tags = try table(
      "SELECT name, value FROM tags \(key)", { $0[0].asText ?? "" }, { $0[1].asText ?? "" })
    func section(_ title: String, _ maps: [[[String: String]]]) -> Section {
      Section(title: title, lines: maps.flatMap(Self.lines))
    }
    sections = [
      section("verdicts and metrics", [facts, verdicts, metrics]),
      section("code", [pins.map(\.code)]), section("inputs", [pins.map(\.inputs)]),
      section("parameters", [params]), section("seed", [seeds]),
      section("environment and pins", [pins.map(\.environment)]),
      section("study revision", [revisions]), section("attempts and gates", [attempts, gates]),
      section("outputs", [outputs]), section(Self.tagsTitle, [tags]),
    ]
  }

  private static func lines(_ maps: [[String: String]]) -> [Line] {
    let names = Set(maps.flatMap(\.keys)).sorted()
    return names.map { name in
      let values = maps.map { $0[name] }
      let numbers = values.compactMap { $0.flatMap(Double.init) }
      let difference = values.count == 2 && numbers.count == 2 ? numbers[1] - numbers[0] : nil
      return Line(name: name, values: values, difference: difference == 0 ? nil : difference)
    }
  }
}

/// What a run was made of that only the log says: flat names and texts.
public struct RunPins: Equatable, Sendable {
  /// Digests of the code's files by path.
  public var code: [String: String] = [:]
  /// Digests of the inputs' files by name and path.
  public var inputs: [String: String] = [:]
  /// Circumstances: host, toolchain, environment, programs.
  public var environment: [String: String] = [:]

  /// Reads them from a folded study.
  public init(_ run: String, of study: StudyView) {
    guard let view = study.run(run) else { return }
    let plan = view.plan.flatMap { study.plans.indices.contains($0) ? study.plans[$0].plan : nil }
    for pin in plan?.code ?? [] { code[pin.path] = String(pin.digest.hex.prefix(12)) }
    for input in plan?.inputs ?? [] {
      for file in input.files {
        inputs["\(input.name): \(file.path)"] = String(file.digest.hex.prefix(12))
      }
    }
    Self.flatten(.map(view.pins ?? ValueMap()), "", &environment)
  }

  private static func flatten(_ value: Value, _ name: String, _ map: inout [String: String]) {
    if let members = value.asMap {
      for (key, member) in members { flatten(member, name.isEmpty ? key : "\(name).\(key)", &map) }
    } else {
      map[name] = value.plainText
    }
  }
}
