import Codecs
import Study

/// The tables that only studies with variants, tasks and pairs have, and those of what was said of
/// runs, where there is something.
struct PairedTables {
  let study: StudyView

  /// The names of all these tables.
  static let names = [
    "progress.csv", "schedule.csv", "corrections.csv", "exclusions.csv", "reproductions.csv",
  ]

  /// The tables that have something to say.
  var files: [RenderedFile] {
    var files: [RenderedFile] = []
    func add(_ name: String, _ text: String) {
      files.append(RenderedFile(path: "\(study.slug)/\(name)", text: text))
    }
    if let paired = study.plan?.design.paired {
      add("progress.csv", progress(paired))
      add("schedule.csv", schedule)
      if !study.corrections.isEmpty { add("corrections.csv", corrections) }
    }
    if !study.exclusions.isEmpty { add("exclusions.csv", exclusions) }
    if !study.reproductions.isEmpty { add("reproductions.csv", reproductions) }
    return files
  }

  /// `progress.csv`: one row a pair of the schedule in force, with the runs that count now.
  private func progress(_ paired: PairedPlan) -> String {
    var text = CSV.safeRow(
      ["task_id", "pair_id"] + Self.runColumns(paired) + ["status", "completed_at"])
    for pair in study.pairs {
      let runs = pair.runs.map { study.current($0)?.id ?? $0 }
      let comparison = study.comparison(of: pair).flatMap { $0.isVerified ? $0 : nil }
      text += CSV.safeRow(
        [pair.slot.task, pair.slot.pair]
          + (runs.count == paired.variants.count ? runs : paired.variants.map { _ in "" })
          + [study.status(of: pair).rawValue, comparison?.stamp.time ?? ""])
    }
    return text
  }

  /// The names of the columns that hold the runs of a pair: `run_id_` and the first word of the
  /// variant's name, or all of it where both begin with the same word.
  static func runColumns(_ paired: PairedPlan) -> [String] {
    let names = paired.variants.map(\.name)
    let words = names.map { String($0.prefix { !"-_.".contains($0) }) }
    return (Set(words).count == words.count ? words : names).map { "run_id_\($0)" }
  }

  /// `schedule.csv`: the pairs in the order drawn.
  private var schedule: String {
    var text = CSV.safeRow([
      "slot", "pair_index", "task_id", "pair_id", "first_variant", "second_variant", "task_seed",
      "fault_seed", "level",
    ])
    for pair in study.pairs {
      let slot = pair.slot
      text += CSV.safeRow([
        "\(slot.slot)", "\(slot.pairIndex)", slot.task, slot.pair, slot.first, slot.second,
        "\(slot.taskSeed)", "\(slot.faultSeed)", slot.level,
      ])
    }
    return text
  }

  private var corrections: String {
    var text = CSV.safeRow(["original", "replacement", "reason", "timestamp"])
    for correction in study.corrections {
      text += CSV.safeRow([
        correction.run, correction.fact.by, CSV.words(correction.fact.reason),
        correction.stamp.time,
      ])
    }
    return text
  }

  private var exclusions: String {
    var text = CSV.safeRow([
      "run_id", "pair_id", "task_id", "variant", "rule", "reason", "kind", "timestamp",
    ])
    for exclusion in study.exclusions {
      let assignment = study.run(exclusion.run)?.assignment
      text += CSV.safeRow([
        exclusion.run, assignment?.pair ?? "", assignment?.task ?? "", assignment?.variant ?? "",
        CSV.words(exclusion.fact.rule), CSV.words(exclusion.fact.reason),
        Self.kind(of: exclusion.fact),
        exclusion.stamp.time,
      ])
    }
    return text
  }

  /// Whether the rule of an exclusion was there before the result.
  static func kind(of excluded: RunExcluded) -> String {
    excluded.postHoc ? "post_hoc" : "pre_registered"
  }

  private var reproductions: String {
    var text = CSV.safeRow([
      "run_id", "variant", "task_id", "pair_id", "class", "differences", "timestamp",
    ])
    for reproduction in study.reproductions {
      let assignment = study.run(reproduction.run)?.assignment
      text += CSV.safeRow([
        reproduction.run, assignment?.variant ?? "", assignment?.task ?? "",
        assignment?.pair ?? "", reproduction.fact.outcome.rawValue,
        CSV.words(reproduction.fact.differences.joined(separator: "; ")), reproduction.stamp.time,
      ])
    }
    return text
  }
}
