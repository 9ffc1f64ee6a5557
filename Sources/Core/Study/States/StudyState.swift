public import Bytes
public import Codecs

/// What the rules remember of a study: counters, a cursor and what is open.
///
/// The plan stands in a row of its own.
public struct StudyState: Recordable {
  /// The keys that wrote its plan, in hexadecimal, where somebody else has to approve something.
  public var authors: [String] = []
  /// The batch whose runs are the schedule, in a sweep.
  public var batch: String?
  /// The digests of what was executed under each revision, in a sweep.
  public var revisions = ValueMap()
  /// What was changed after results were known: the paths of the plan that differ, by revision.
  public var lateChanges = ValueMap()
  /// The newest report of the whole study that was published.
  public var report: ReportState?
  /// The number of the plan in force, from 1.
  public var revision = 1
  /// The number of the schedule, from 1.
  public var round = 1
  /// The study file in force.
  public var file = FilePin()
  /// The digest of the plan in force.
  public var planDigest = Digest.zero
  /// Whether any stage has finished: from then on a changed plan is an amendment.
  public var hasResult = false
  /// The verdict on the requirements of this revision, once they were checked.
  public var requirements: Verdict?
  /// The place of the current level in the plan.
  public var level = 0
  /// How many runs of the current level's schedule were planned in this pass.
  public var cursor = 0
  /// Places of the schedule beyond the cursor whose runs were planned ahead, in growing order.
  public var ahead: [Int] = []
  /// How many of them are finished.
  public var finished = 0
  /// The place of the look at which the level was ended: nothing that comes after it is begun.
  public var endedAt: Int?
  /// Runs over several others, one of which was replaced or excluded since they finished: what
  /// they read may have changed.
  public var touched: [String] = []
  /// The runs that were planned and are not finished, in the order planned.
  public var active: [String] = []
  /// Finished runs of the level with a warning.
  public var warned: [String] = []
  /// Runs that do not count in the analysis, in the order excluded: nothing waits for them.
  public var excluded: [String] = []
  /// Rules of exclusion that were stated, or stated otherwise, when there were results.
  public var lateRules: [String] = []
  /// Work that waits for a person, in the order blocked.
  public var blocked: [UnitAddress] = []
  /// Why nothing is started, while the study is halted.
  public var halted: String?
  /// Whether a critical violation halted it; then its resolution ends the halt.
  public var isHaltedByViolation = false
  /// How many events of the entry call for a halt that no event has carried out yet, so that two of
  /// them halt once.
  ///
  /// 0 between entries, and not stored.
  public var haltsDue = 0
  /// Critical violations that are not resolved.
  public var openViolations: [String] = []
  /// How many violations were recorded.
  public var violationCount = 0
  /// How the study ended, once it has.
  public var closing: Closing?
  /// Every run that ever was planned: a count.
  public var runCount = 0
  /// How many runs are locked.
  public var lockedCount = 0
  /// How many runs are finished, over all levels.
  public var finishedCount = 0
  /// The sum of all attempts' elapsed times, in nanoseconds.
  public var elapsed: Int64 = 0
  /// Retries that count, over all stages.
  public var retries = 0
  /// The limits that were exceeded and reported.
  public var exceeded: [String] = []
  /// Guards that may be bypassed now.
  public var grants: [GrantState] = []
  /// Runs in which a guard is bypassed, or in what they read, and that nothing has replaced.
  public var nonProduction: [String] = []
  /// Runs that need to be rebuilt, and that nothing has replaced.
  public var invalidated: [String] = []
  /// How many runs were executed elsewhere.
  public var importedCount = 0
  /// The batches of those runs.
  public var importedBatches: [String] = []
  /// How much of each stage is done, by level.
  public var tallies: [StageTally] = []
  /// How many runs the first plan had, by level, variant and task.
  public var registered = ValueMap()
  /// How often the plan was amended.
  public var amendments = 0
  /// The candidates of an agent-safe study, in the order proposed.
  public var candidates: [Digest] = []
  /// What was made of data that are held out.
  public var heldOut: [HeldOutState] = []
  /// What the first run of the plan in force was executed on, as a digest for each kind of pin.
  public var pins = ValueMap()

  /// A study that was just registered.
  public init(file: FilePin, planDigest: Digest) {
    self.file = file
    self.planDigest = planDigest
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("authors", &authors)
    coder.field("batch", &batch)
    coder.field("revisions", &revisions, unless: ValueMap())
    coder.field("late_changes", &lateChanges, unless: ValueMap())
    coder.field("report", &report)
    coder.field("revision", &revision)
    coder.field("round", &round)
    coder.field("file", &file)
    coder.field("plan_digest", &planDigest)
    coder.field("has_result", &hasResult)
    coder.field("requirements", &requirements)
    coder.field("level", &level)
    coder.field("cursor", &cursor)
    coder.field("ahead", &ahead)
    coder.field("finished", &finished)
    coder.field("ended_at", &endedAt)
    coder.field("touched", &touched)
    coder.field("active", &active)
    coder.field("warned", &warned)
    coder.field("excluded", &excluded)
    coder.field("late_rules", &lateRules)
    coder.field("blocked", &blocked)
    coder.field("halted", &halted)
    coder.field("halted_by_violation", &isHaltedByViolation)
    coder.field("open_violations", &openViolations)
    coder.field("violation_count", &violationCount)
    coder.field("closing", &closing)
    coder.field("run_count", &runCount)
    coder.field("locked_count", &lockedCount)
    coder.field("finished_count", &finishedCount)
    coder.field("elapsed_ns", &elapsed)
    coder.field("retries", &retries)
    coder.field("exceeded", &exceeded)
    coder.field("grants", &grants)
    coder.field("non_production", &nonProduction)
    coder.field("invalidated", &invalidated)
    coder.field("imported_count", &importedCount, unless: 0)
    coder.field("imported_batches", &importedBatches)
    coder.field("tallies", &tallies)
    coder.field("pins", &pins)
    coder.field("held_out", &heldOut)
    coder.field("candidates", &candidates)
    coder.field("registered", &registered, unless: ValueMap())
    coder.field("amendments", &amendments, unless: 0)
  }
}

extension StudyState {
  /// Under which name ``revisions`` holds the defaults of parameters that were executed with a
  /// revision of the configuration.
  static func defaults(of revision: String) -> String { "\(revision)/defaults" }

  /// Whether a run belongs to the plan and schedule in force, and nothing has replaced it.
  public func isCurrent(_ run: RunState) -> Bool {
    run.revision == revision && run.round == round && run.replacedBy == nil
  }

  /// Whether a run of the level's schedule is not begun any more, because the level was ended at a
  /// look before it.
  public func leavesOut(_ run: ScheduledRun) -> Bool {
    guard let endedAt, run.index > endedAt else { return false }
    return switch run.scope {
    case .run, .pair, .look: true
    case .study, .batch, .variant, .task: false
    }
  }

  /// Whether a run counts towards the end of the level at which the study stands.
  public func counts(_ run: RunState, in plan: Plan) -> Bool {
    run.revision == revision && run.round == round && run.level == plan.levels[level].name
  }
}

/// The address of a piece of work, whatever the attempt.
public struct UnitAddress: Recordable, Hashable {
  public var run = ""
  public var stage = ""
  /// The unit's key.
  public var unit = ""

  /// An address.
  public init(run: String, stage: String, unit: String) {
    self.run = run
    self.stage = stage
    self.unit = unit
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("run", &run)
    coder.field("stage", &stage)
    coder.field("unit", &unit)
  }
}
