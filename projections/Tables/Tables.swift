/// The tables of the rows, in the order of the page that documents them.
public enum Tables {
  /// The shape of the tables; another one is another file, built anew.
  public static let revision = 2

  /// Where a row comes from, as every table says it.
  static let origin: [Column] = [
    .int("entry", "index of the entry that the row comes from"),
    .int("ordinal", "ordinal of the event in it"),
  ]

  /// All of them.
  public static let all: [Table] = [
    studies, runs, params, metrics, points, attempts, units, gates, checks, artifacts, batches,
    variants, pairs, violations, decisions, notes, candidates, baselines, windows, promotions,
    commands, tags, events, concerns,
  ]

  static let runKey: [Column] = [
    .text("study", "slug of the study"), .text("run", "id of the run"),
  ]

  static let unitKey =
    runKey + [
      .text("stage", "name of the stage"), .text("unit", "key of the unit; empty by default"),
    ]
}
