import Codecs
import Documents
import Numerics
import StageKit

/// The three appendices: the data and what they mean, all statistics, and all pins.
///
/// The page holds them whole; beside the Markdown they are files of their own.
struct Appendices {
  let findings: Findings
  let parity: [ParityReport.Check]
  private var design: ReportDesign { findings.design }

  /// The appendices with the names of their files, in order.
  var all: [(path: String, document: Document)] {
    [
      ("appendices/a-raw-data.md", data), ("appendices/b-full-statistics.md", statistics),
      ("appendices/c-pins.md", pins),
    ]
  }

  private var data: Document {
    var document = Document(title: "Appendix A: Raw data")
    document.appendix("A", "Raw data")
    document.table(
      Table(
        "data-dictionary", caption: "The metrics of a run.", of: ScoreMetric.allCases,
        [.code("column", "column") { $0.rawValue }, .text("meaning", "meaning") { $0.definition }]))
    document.table(
      Table(
        "scorecard-index", caption: "Every evaluated run, as it was analysed.",
        ScoreIndex.header.map { Table.Column($0.words, $0) },
        findings.analysis.index.rows.map { $0.fields.map { Table.Cell($0) } }))
    return document
  }

  private var statistics: Document {
    var document = Document(title: "Appendix B: Full statistics")
    document.appendix("B", "Full statistics")
    document.table(
      Table(
        "statistical-tests", caption: "Every registered test; all numbers are in the JSON files.",
        of: findings.results,
        [
          .text("", "hypothesis") { $0.hypothesis.id },
          .text("test", "test") { $0.finding.test.rawValue },
          .count("n", "n") { $0.finding.count },
          .number("statistic", "statistic", 3) { $0.finding.statistic },
          .number("df", "degrees_of_freedom", 0) { $0.finding.degreesOfFreedom },
          .probability("p", "p_value") { $0.finding.p },
          .probability("corrected p", "p_corrected") { $0.corrected },
          .number("mean difference", "mean_difference", 4) { $0.mean },
          .number("SD", "std_difference", 4) { $0.deviation },
          .interval("95 % CI", "confidence_interval_95", 4) { $0.interval95 },
          .number("d", "cohens_d", 3) { $0.effect?.d },
          .probability("interaction p", "interaction_p") { $0.interactionCorrected },
          .text("verdict", "verdict") { $0.verdict?.rawValue ?? "—" },
        ]))
    return document
  }

  private var pins: Document {
    var document = Document(title: "Appendix C: Pins")
    document.appendix("C", "Pins")
    document.paragraph("A file that differs from its SHA-256 is refused before it is used.")
    document.table(
      Table(
        "pins", caption: "The files of the study.", of: files,
        [
          .text("what", "what") { $0.what }, .text("version", "version") { $0.version },
          .code("file", "file") { $0.path },
          .init("SHA-256", "sha256") {
            Table.Cell(.code(String($0.digest.prefix(16)) + "…"), exact: $0.digest)
          },
        ]))
    document.table(
      Table(
        "parity", caption: "What of the variants has to be equal, and what has to differ.",
        of: parity,
        [
          .code("property", "property") { $0.name }, .text("required", "required") { $0.required },
          .text("found", "found") { $0.isEqual ? "equal" : "different" },
          .init(design.first.id, "first") { .brief($0.role) },
          .init(design.second.id, "second") { .brief($0.goal) },
        ]))
    document.table(
      leaves(
        "permissions", "What the agent may do.", "permission",
        Self.leaves(.map(design.permissions), "")))
    document.table(
      leaves(
        "surroundings", "What was recorded of program, repository and machine.", "pin",
        surroundings))
    return document
  }

  private func leaves(
    _ name: String, _ caption: Prose, _ what: String, _ leaves: [(path: String, value: String)]
  ) -> Table {
    Table(
      name, caption: caption, of: leaves,
      [.code(what, what) { $0.path }, .text("value", "value") { $0.value }])
  }

  private typealias Pin = (what: String, version: String, path: String, digest: String)

  private var files: [Pin] {
    let study = design.context.studyFile.map { [Pin("study", "", $0.path, $0.digest)] } ?? []
    let variants = [design.first, design.second].map { Pin($0.id, "", $0.file, $0.digest) }
    let evaluators = design.evaluators.map {
      Pin($0.name.words, $0.version, $0.module, $0.digest)
    }
    let tasks = design.tasks.flatMap { task in
      task.files.map { Pin(task.id, "", $0.path, $0.digest) }
    }
    return study + variants + evaluators + tasks
  }

  /// What was recorded of the machine and its programs, without its paths and its environment:
  /// those say where something lay, not what it was.
  private var surroundings: [(path: String, value: String)] {
    let pins = design.context.pins.filter { $0.key != "environment" }.map { ($0.key, $0.value) }
    return Self.leaves(.map(ValueMap(pins)), "").filter { !$0.value.hasPrefix("/") }
  }

  /// The leaves of a value with their paths, sorted by name.
  private static func leaves(_ value: Value, _ path: String) -> [(path: String, value: String)] {
    guard let map = value.asMap else { return [(path, value.written)] }
    return map.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.flatMap { pair in
      leaves(pair.value, path.isEmpty ? pair.key : "\(path).\(pair.key)")
    }
  }
}

extension Table.Cell {
  /// A value for readers: lists without brackets, named things by their names; the file has it
  /// whole.
  fileprivate static func brief(_ value: Value) -> Table.Cell {
    let parts = (value.asArray ?? [value]).map { element in
      element.asMap.flatMap { $0["name"]?.asText } ?? element.written
    }
    return Table.Cell(Prose(parts.joined(separator: ", ")), exact: value.written)
  }
}

extension Value {
  /// The value as a reader writes it: texts and digests bare, everything else as JSON.
  fileprivate var written: String {
    switch self {
    case .text(let text): text
    case .bytes: String(JSON.string(self).dropFirst().dropLast())
    default: JSON.string(self)
    }
  }
}
