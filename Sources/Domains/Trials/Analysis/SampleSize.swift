import Codecs

/// Whether there are enough pairs, and whether they are complete: `sample-size.json`.
struct SampleSize: Sendable, Equatable {
  struct Task: Sendable, Equatable {
    let id: String
    let reference: Int
    let treatment: Int
    /// Pairs of which both runs count.
    let pairs: Int
  }

  let design: Contrast
  let minimum: Int
  let tasks: [Task]
  let warnings: [String]

  init(_ pairs: PairedScores, design: Contrast, minimum: Int) {
    self.design = design
    self.minimum = minimum
    tasks = design.tasks.map { task in
      let complete = pairs.complete.count { $0.task == task }
      let single = pairs.single.filter { $0.task == task }
      return Task(
        id: task, reference: complete + single.count { $0.variant == design.reference },
        treatment: complete + single.count { $0.variant == design.treatment }, pairs: complete)
    }
    var warnings: [String] = []
    for task in tasks where design.scheduled.contains(task.id) {
      if task.pairs < minimum {
        warnings.append(
          "task '\(task.id)' has \(task.pairs) complete pairs, and needs \(minimum)")
      }
      if task.reference != task.treatment {
        warnings.append(
          "task '\(task.id)' is unbalanced: \(task.reference) runs of '\(design.reference)', "
            + "\(task.treatment) of '\(design.treatment)'")
      }
    }
    for row in pairs.single {
      warnings.append("pair '\(row.pair)' of task '\(row.task)' has only run '\(row.run)'")
    }
    self.warnings = warnings
  }

  /// Whether every task that the level has runs of has the pairs that it needs.
  var isSufficient: Bool { !design.scheduled.isEmpty && smallest >= minimum }

  /// The complete pairs of the task that has the fewest, among those that the level has runs of.
  var smallest: Int {
    tasks.filter { design.scheduled.contains($0.id) }.map(\.pairs).min() ?? 0
  }

  var pairs: Int { tasks.reduce(0) { $0 + $1.pairs } }

  /// The file's content; the counts of runs are named after the variants.
  ///
  /// `contended` is how many runtimes were measured while other runs may have been executed.
  func value(_ contended: Int) -> Value {
    let members = tasks.map { task -> (String, Value) in
      let counts: ValueMap = [
        key(design.reference): .count(task.reference),
        key(design.treatment): .count(task.treatment), "pairs": .count(task.pairs),
      ]
      return (task.id, .map(counts))
    }
    return [
      "sufficient": .bool(isSufficient), "minimum": .count(minimum),
      "tasks": .map(ValueMap(members)), "warnings": .texts(warnings),
      "contended": .count(contended),
    ]
  }

  private func key(_ variant: String) -> String {
    String(variant.map { $0 == "-" ? "_" : $0 })
  }
}
