import Codecs
import Documents

/// Appendix C: everything that the study was pinned to.
struct AppendixPins {
  let findings: Findings
  let checks: [Evidence.ParityCheck]
  private var design: Evidence.Design { findings.design }

  var document: Document {
    var document = Document(title: "Appendix C: Pins")
    document.appendix("C", "Pins")
    document.paragraph(
      """
      The study is pinned to these files by SHA-256; a file that differs is refused before it is \
      used. Digests are shortened here and whole in the tables’ files.
      """)
    document.part("Study, variants and evaluators")
    document.table(files)
    document.part("Task files")
    document.table(tasks)
    document.part("Parity of the variants")
    document.table(parity)
    document.part("Surroundings")
    document.table(surroundings)
    return document
  }

  private var files: Table {
    var rows: [[Table.Cell]] = []
    if let file = design.studyFile {
      rows.append([Table.Cell("study"), Table.Cell(""), .code(file.path), .digest(file.digest)])
    }
    rows += [design.first, design.second].map { variant in
      [Table.Cell(variant.id), Table.Cell(""), .code(variant.file), .digest(variant.digest)]
    }
    rows += design.evaluators.map { evaluator in
      [
        Table.Cell(evaluator.name.words), Table.Cell(evaluator.version), .code(evaluator.module),
        .digest(evaluator.digest),
      ]
    }
    return Table(
      "pins", caption: "What the study, the variants and the evaluators are.",
      [
        Table.Column("what", "what"), Table.Column("version", "version"),
        Table.Column("file", "file"), Table.Column("SHA-256", "sha256"),
      ], rows)
  }

  private var tasks: Table {
    Table(
      "task-files", caption: "The files of the tasks.",
      [
        Table.Column("task", "task_id"), Table.Column("file", "file"),
        .number("bytes", "size_bytes"), Table.Column("SHA-256", "sha256"),
      ],
      design.tasks.flatMap { task in
        task.files.map { file in
          [.code(task.id), .code(file.path), Table.Cell(file.size), .digest(file.digest)]
        }
      })
  }

  private var parity: Table {
    Table(
      "parity", caption: "The parity check: what has to be equal, what has to differ, and what is.",
      [
        Table.Column("property", "property"), Table.Column(design.first.id, "first"),
        Table.Column(design.second.id, "second"), Table.Column("required", "required"),
        Table.Column("found", "found"),
      ],
      checks.map { check in
        [
          .code(check.name), .brief(check.first),
          check.isEqual
            ? Table.Cell("the same", exact: check.second.written) : .brief(check.second),
          Table.Cell(check.required), Table.Cell(check.isEqual ? "equal" : "different"),
        ]
      })
  }

  /// What was recorded of the machine and its programs, without its paths and its environment:
  /// those say where something lay, not what it was.
  private var surroundings: Table {
    let pins = ValueMap(design.pins.filter { $0.key != "environment" }.map { ($0.key, $0.value) })
    let rows = Self.flatten(.map(pins), "").filter { !$0.value.hasPrefix("/") }
    return Table(
      "surroundings", caption: "What was recorded of program, repository and machine.",
      [Table.Column("pin", "pin"), Table.Column("value", "value")],
      rows.map { [.code($0.path), Table.Cell($0.value)] })
  }

  /// The leaves of a value with their paths, sorted by name.
  private static func flatten(_ value: Value, _ path: String) -> [(path: String, value: String)] {
    guard let map = value.asMap else { return [(path, value.written)] }
    return map.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.flatMap { pair in
      flatten(pair.value, path.isEmpty ? pair.key : "\(path).\(pair.key)")
    }
  }
}

extension Table.Cell {
  /// A value for readers: lists without brackets, and named things by their names; the file has it
  /// whole.
  fileprivate static func brief(_ value: Value) -> Table.Cell {
    let parts = (value.asArray ?? [value]).map { element in
      element.asMap.flatMap { $0["name"]?.asText } ?? element.written
    }
    return Table.Cell(Prose(parts.joined(separator: ", ")), exact: value.written)
  }
}
