import StageKit

/// What is compared with what: two variants, over tasks, in the order of the study file.
struct Contrast: Sendable, Equatable {
  /// What differences are taken from.
  let reference: String
  let treatment: String
  /// In the order of the study.
  let tasks: [String]
  /// The tasks that the level has runs of; all of them where no runs are known.
  let scheduled: [String]

  init(reference: String, treatment: String, tasks: [String], scheduled: [String]? = nil) {
    self.reference = reference
    self.treatment = treatment
    self.tasks = tasks
    self.scheduled = scheduled ?? tasks
  }

  /// Takes the paired design of a context, which has to have one with two variants, and what the
  /// registration contrasts.
  init(_ context: TrialContext, _ registration: Registration) throws(StageError) {
    let paired = try require(
      context.paired, "the context has no 'paired': only a paired study is compared")
    try require(
      paired.variants.count == 2 && paired.variants[0].id != paired.variants[1].id,
      "a comparison needs two variants, and the study has \(paired.variants.count)")
    reference = registration.reference
    treatment = registration.treatment
    tasks = paired.tasks.map(\.id)
    let present = Set(context.scheduledRuns.map(\.task))
    scheduled = present.isEmpty ? tasks : tasks.filter(present.contains)
  }

  /// Both variants, the reference first.
  var variants: [String] { [reference, treatment] }

  /// A sentence-free statement of which variant has the higher value.
  func direction(_ sign: Int) -> String {
    sign > 0
      ? "\(treatment) > \(reference)" : sign < 0 ? "\(reference) > \(treatment)" : "none"
  }

  /// Refuses a variant or a task that the study does not have.
  func check(variant: String, task: String, of run: String) throws(StageError) {
    try require(
      variants.contains(variant),
      "run '\(run)' is of variant '\(variant)', and the study compares "
        + variants.map { "'\($0)'" }.joined(separator: " with "))
    try require(
      tasks.contains(task), "run '\(run)' is of task '\(task)', which the study does not have")
  }

  /// Rows by task as in the study, then by pair, the reference first.
  func sorted(_ rows: [ScoreIndex.Row]) -> [ScoreIndex.Row] {
    rows.sorted { left, right in
      let (first, second) = (place(of: left.task), place(of: right.task))
      if first != second { return first < second }
      if left.pair != right.pair {
        return left.pair.utf8.lexicographicallyPrecedes(right.pair.utf8)
      }
      return left.variant == reference && right.variant != reference
    }
  }

  private func place(of task: String) -> Int { tasks.firstIndex(of: task) ?? tasks.count }
}
