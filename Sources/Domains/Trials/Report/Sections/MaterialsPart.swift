import Codecs
import Documents
import Files

/// What runs worked on: tasks, variants, and what an agent may do.
struct MaterialsPart {
  let findings: Findings
  private var design: Evidence.Design { findings.design }

  func write(to document: inout Document) {
    document.part("Materials")
    document.table(tasks)
    document.paragraph(
      """
      Inputs were generated once, from the seed of the task, and are pinned with the \
      specifications: \(Numeral.count(fileCount, "file")) in all (\("appendix C", to: "pins")).
      """)
    document.table(variants)
    document.paragraph("Both variants have the same tools and the same permissions:")
    document.list(permissions)
  }

  private var fileCount: Int { design.tasks.reduce(0) { $0 + $1.files.count } }

  private var tasks: Table {
    Table(
      "tasks", caption: "The tasks, with the seed and the time limit that all their runs share.",
      [
        Table.Column("task", "task_id"), Table.Column("name", "name"),
        Table.Column("kind", "category"), Table.Column("complexity", "complexity"),
        .number("seed", "seed"), .number("limit (s)", "timeout_seconds"),
      ],
      design.tasks.map { task in
        [
          .code(task.id), Table.Cell(task.name.isEmpty ? "—" : task.name),
          Table.Cell(task.category.words), Table.Cell(task.complexity),
          Table.Cell(String(task.seed)),
          Table.Cell(
            Prose(Numeral.trimmed(task.timeoutSeconds, 3)),
            exact: Number.text(task.timeoutSeconds)),
        ]
      })
  }

  private var variants: Table {
    Table(
      "variants", caption: "The variants, pinned by the digest of their files.",
      [
        Table.Column("variant", "variant_id"), Table.Column("paradigm", "paradigm"),
        Table.Column("file", "file"), Table.Column("SHA-256", "sha256"),
      ],
      [design.first, design.second].map { variant in
        [
          .code(variant.id), Table.Cell(variant.paradigm), .code(variant.file),
          .digest(variant.digest),
        ]
      })
  }

  /// The permission set, one line a member.
  private var permissions: [Prose] {
    design.permissions.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { key, value in
        let words = value.asArray.map { list in
          list.isEmpty ? "none" : list.map(\.written).joined(separator: ", ")
        }
        return "\(key.words): \(code: words ?? value.written)"
      }
  }
}

extension String {
  /// A name for programs as words: `multi_step_reasoning` becomes `multi step reasoning`.
  var words: String { String(map { $0 == "_" ? " " : $0 }) }
}

extension Table.Cell {
  /// A digest: its beginning for readers, all of it in the file.
  static func digest(_ digest: String) -> Table.Cell {
    Table.Cell(.code(String(digest.prefix(16)) + "…"), exact: digest)
  }
}
