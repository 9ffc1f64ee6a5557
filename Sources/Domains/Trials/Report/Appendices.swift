import Codecs
import Documents
import Numerics

/// The three appendices: the data and what they mean, all statistics, and all pins.
///
/// The page holds them whole; beside the Markdown they are files of their own.
struct Appendices {
  let findings: Findings
  let parity: [ParityRecord]
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
        "data-dictionary", caption: "The metrics of a run.",
        [Table.Column("column", "column"), Table.Column("meaning", "meaning")],
        ScoreMetric.allCases.map { [.code($0.rawValue), Table.Cell($0.definition)] }))
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
        [
          Table.Column("", "hypothesis"), Table.Column("test", "test"), .number("n", "n"),
          .number("statistic", "statistic"), .number("df", "degrees_of_freedom"),
          .number("p", "p_value"), .number("corrected p", "p_corrected"),
          .number("mean difference", "mean_difference"), .number("SD", "std_difference"),
          .number("95 % CI", "confidence_interval_95"), .number("d", "cohens_d"),
          .number("interaction p", "interaction_p"), Table.Column("verdict", "verdict"),
        ],
        findings.results.map { result in
          [
            Table.Cell(result.hypothesis.id), Table.Cell(result.finding.test.rawValue),
            Table.Cell(result.finding.count), Table.Cell(result.finding.statistic, 3),
            Table.Cell(result.finding.degreesOfFreedom, 0),
            Table.Cell(probability: result.finding.p), Table.Cell(probability: result.corrected),
            Table.Cell(result.mean, 4), Table.Cell(result.deviation, 4),
            Table.Cell(interval: result.interval95, 4), Table.Cell(result.effect?.d, 3),
            Table.Cell(probability: result.interactionCorrected),
            Table.Cell(result.verdict?.rawValue ?? "—"),
          ]
        }))
    return document
  }

  private var pins: Document {
    var document = Document(title: "Appendix C: Pins")
    document.appendix("C", "Pins")
    document.paragraph("A file that differs from its SHA-256 is refused before it is used.")
    document.table(
      Table(
        "pins", caption: "The files of the study.",
        [
          Table.Column("what", "what"), Table.Column("version", "version"),
          Table.Column("file", "file"), Table.Column("SHA-256", "sha256"),
        ], files))
    document.table(
      Table(
        "parity", caption: "What of the variants has to be equal, and what has to differ.",
        [
          Table.Column("property", "property"), Table.Column("required", "required"),
          Table.Column("found", "found"), Table.Column(design.first.id, "first"),
          Table.Column(design.second.id, "second"),
        ],
        parity.map { check in
          [
            .code(check.name), Table.Cell(check.required),
            Table.Cell(check.isEqual ? "equal" : "different"), .brief(check.first),
            .brief(check.second),
          ]
        }))
    document.table(
      Table(
        "permissions", caption: "What the agent may do.",
        [Table.Column("permission", "permission"), Table.Column("value", "value")],
        Self.leaves(.map(design.permissions), "").map { [.code($0.path), Table.Cell($0.value)] }))
    document.table(
      Table(
        "surroundings", caption: "What was recorded of program, repository and machine.",
        [Table.Column("pin", "pin"), Table.Column("value", "value")],
        surroundings.map { [.code($0.path), Table.Cell($0.value)] }))
    return document
  }

  private var files: [[Table.Cell]] {
    var rows: [[Table.Cell]] = []
    func add(_ what: String, _ version: String, _ file: String, _ digest: String) {
      let shown = Table.Cell(.code(String(digest.prefix(16)) + "…"), exact: digest)
      rows.append([Table.Cell(what), Table.Cell(version), .code(file), shown])
    }
    if let file = design.studyFile { add("study", "", file.path, file.digest) }
    for variant in [design.first, design.second] {
      add(variant.id, "", variant.file, variant.digest)
    }
    for evaluator in design.evaluators {
      add(evaluator.name.words, evaluator.version, evaluator.module, evaluator.digest)
    }
    for task in design.tasks {
      for file in task.files { add(task.id, "", file.path, file.digest) }
    }
    return rows
  }

  /// What was recorded of the machine and its programs, without its paths and its environment:
  /// those say where something lay, not what it was.
  private var surroundings: [(path: String, value: String)] {
    let pins = design.pins.filter { $0.key != "environment" }.map { ($0.key, $0.value) }
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
