import Codecs
import Numerics
import StageKit

/// The analysis of one level, as it was registered.
struct Analysis: Sendable {
  /// When in the study it is made.
  enum Moment: Equatable, Sendable {
    /// Every planned pair has come to an end.
    case end
    case look(Registration.Look)
    /// Before the end and at no look: nothing is tested.
    case peek(open: Int)
    /// At a level that is summarised only.
    case untested
  }

  /// A change of the study after a result was known.
  struct Amendment: Sendable, Equatable {
    let revision: Int
    let isPostHoc: Bool
    let reason: String
    let changed: [String]

    init(_ fields: StageFields) throws(StageError) {
      revision = try fields.integer("revision", default: 0)
      isPostHoc = try fields.flag("post_hoc", default: true)
      reason = try fields.text("reason", default: "")
      changed = try fields.texts("changed")
    }

    /// Whether it changes how results are judged.
    var touchesAnalysis: Bool {
      let apart = ["permissions", "evaluators", "agent"].map { "domain.trials.\($0)" }
      return changed.contains { path in
        (path == "domain" || path == "domain.trials" || path.hasPrefix("domain.trials."))
          && !apart.contains { path == $0 || path.hasPrefix("\($0).") }
      }
    }

    /// Whether it changes how many pairs there are.
    var touchesSize: Bool {
      changed.contains { $0.hasPrefix("design.paired.pairs") || $0.hasPrefix("levels") }
    }
  }

  let registration: Registration
  let design: Contrast
  /// The level that is analysed; empty in a study without levels.
  let level: String
  let index: ScoreIndex
  let pairs: PairedScores
  let sample: SampleSize
  let moment: Moment
  let amendments: [Amendment]
  let incomplete: [Imputation.Incomplete]
  let rules: Judgement.Rules
  /// One a hypothesis, in the order of the registration.
  let results: [HypothesisResult]

  /// Analyses what the index of a level holds.
  ///
  /// `putBack` is what was left out after its result was known: a verdict has to stand with it,
  /// too.
  init(_ context: TrialContext, _ index: ScoreIndex, putBack: ScoreIndex) throws(StageError) {
    let registration = try context.registration()
    let design = try Contrast(context, registration)
    let pairs = try PairedScores(index, design)
    self.registration = registration
    self.design = design
    level = context.level
    self.index = index
    self.pairs = pairs
    amendments = try context.fields.list("amendments", Amendment.init)
    moment = try Self.moment(context, registration, pairs)
    sample = SampleSize(pairs, design: design, minimum: context.minimumPairs(registration))
    rules = Judgement.Rules(
      registration: registration, seed: context.seed, minimum: sample.minimum,
      tasks: design.scheduled)
    incomplete = Self.incomplete(context, pairs, design)
    let whole = try ScoreIndex(design.sorted(index.rows + putBack.rows))
    results = HypothesisResult.all(
      rules, pairs.complete, moment,
      putBack: putBack.rows.isEmpty ? nil : try PairedScores(whole, design).complete,
      Imputation(design: design, incomplete: incomplete),
      hasStopped: Self.hasStopped(index, registration) && !incomplete.isEmpty)
  }

  private static func moment(
    _ context: TrialContext, _ registration: Registration, _ pairs: PairedScores
  ) throws(StageError) -> Moment {
    guard context.level == registration.level else { return .untested }
    // The ledger says that it is a look, and that the study was ended at one.
    let at = try context.fields.integer("look", default: 0)
    if at > 0 {
      return registration.looks.first { $0.pairs == at }.map { .look($0) } ?? .peek(open: 0)
    }
    let open = context.scheduledRuns.count { $0.status == "running" && $0.excluded == nil }
    if open == 0 { return .end }
    let look = registration.looks.first { $0.pairs == pairs.complete.count }
    return look.map { .look($0) } ?? .peek(open: open)
  }

  private static func incomplete(
    _ context: TrialContext, _ pairs: PairedScores, _ design: Contrast
  ) -> [Imputation.Incomplete] {
    let complete = Set(pairs.complete.map(\.pair))
    var seen: Set<String> = []
    return context.scheduledRuns.filter {
      !complete.contains($0.pair) && seen.insert($0.pair).inserted
    }.map { run in
      func scores(_ variant: String) -> Scores? {
        pairs.single.first { $0.pair == run.pair && $0.variant == variant }?.scores
      }
      return Imputation.Incomplete(
        task: run.task, pair: run.pair, reference: scores(design.reference),
        treatment: scores(design.treatment))
    }
  }

  /// Whether repeats differ so much that a study that ended early is inconclusive throughout.
  static func hasStopped(_ index: ScoreIndex, _ registration: Registration) -> Bool {
    let mean = Descriptive.mean(ScoreMetric.reproducibility.values(index.rows)).value
    return mean.map { $0 < registration.repeats.stop } ?? false
  }

  /// The level of significance at which hypotheses are decided now.
  var alpha: Double {
    if case .look(let look) = moment { look.alpha } else { registration.alphaAtEnd }
  }

  var primary: HypothesisResult? {
    results.first { $0.hypothesis == registration.primary }
  }

  /// Whether what decides is as it was before the first result.
  var isRegistered: Bool { !amendments.contains { $0.isPostHoc && $0.touchesAnalysis } }

  /// Whether the number of pairs was settled before the first result.
  var hasPlannedSize: Bool { !amendments.contains { $0.isPostHoc && $0.touchesSize } }
}

extension TrialContext {
  /// What the study registered about its analysis.
  func registration() throws(StageError) -> Registration {
    let variants = paired?.variants.map(\.id) ?? []
    let fields = try base.section(Trial.section)
    let level = try fields.text("level", default: self.level)
    return try Registration(
      fields, RegistrationReader.Surroundings(variants: variants, levels: [(level, .max)]))
  }

  /// The pairs that every task needs: the plan's, or one at a level that is not tested.
  func minimumPairs(_ registration: Registration) -> Int {
    self.level == registration.level ? max(1, paired?.minimum ?? 1) : 1
  }
}
