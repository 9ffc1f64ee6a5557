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
  /// The newest report of the whole study that was published.
  public var report: ReportState?
  /// The number of the plan in force, from 1.
  public var revision = 1
  /// The number of the schedule, from 1.
  public var round = 1
  /// The study file in force.
  public var file: FilePin
  /// The digest of the plan in force.
  public var planDigest: Digest
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
  /// Runs over several others, one of which was replaced or excluded since they finished: what
  /// they read may have changed.
  public var touched: [String] = []
  /// The runs that were planned and are not finished, in the order planned.
  public var active: [String] = []
  /// Finished runs of the level with a warning.
  public var warned: [String] = []
  /// Runs that do not count in the analysis, in the order excluded: nothing waits for them.
  public var excluded: [String] = []
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
  /// What the first run of the plan in force was executed on, as a digest for each kind of pin.
  public var pins = ValueMap()

  /// A study that was just registered.
  public init(file: FilePin, planDigest: Digest) {
    self.file = file
    self.planDigest = planDigest
  }

  /// Reads a stored state.
  public init(_ fields: Fields) throws(FieldError) {
    authors = try fields.texts("authors")
    batch = try fields.textIfPresent("batch")
    revisions = try fields.nestedIfPresent("revisions") ?? ValueMap()
    report = try fields.recordIfPresent("report")
    revision = try fields.count("revision")
    round = try fields.count("round")
    file = try fields.record("file")
    planDigest = try fields.digest("plan_digest")
    hasResult = try fields.bool("has_result")
    requirements = try fields.wordIfPresent("requirements")
    level = try fields.count("level")
    cursor = try fields.count("cursor")
    ahead = try fields.ints("ahead").map { Int($0) }
    finished = try fields.count("finished")
    touched = try fields.texts("touched")
    active = try fields.texts("active")
    warned = try fields.texts("warned")
    excluded = try fields.texts("excluded")
    blocked = try fields.records("blocked")
    halted = try fields.textIfPresent("halted")
    isHaltedByViolation = try fields.bool("halted_by_violation")
    openViolations = try fields.texts("open_violations")
    violationCount = try fields.count("violation_count")
    closing = try fields.wordIfPresent("closing")
    runCount = try fields.count("run_count")
    lockedCount = try fields.count("locked_count")
    finishedCount = try fields.count("finished_count")
    elapsed = try fields.int("elapsed_ns")
    retries = try fields.count("retries")
    exceeded = try fields.texts("exceeded")
    grants = try fields.records("grants")
    nonProduction = try fields.texts("non_production")
    invalidated = try fields.texts("invalidated")
    importedCount = try fields.countIfPresent("imported_count") ?? 0
    importedBatches = try fields.texts("imported_batches")
    tallies = try fields.records("tallies")
    pins = try fields.nested("pins")
  }

  /// Writes the state.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("authors", authors)
    fields.put("batch", batch)
    if !revisions.isEmpty { fields.put("revisions", revisions) }
    fields.put("report", report)
    fields.put("revision", revision)
    fields.put("round", round)
    fields.put("file", file)
    fields.put("plan_digest", planDigest)
    fields.put("has_result", hasResult)
    fields.put("requirements", word: requirements)
    fields.put("level", level)
    fields.put("cursor", cursor)
    fields.put("ahead", ahead.map { Int64($0) })
    fields.put("finished", finished)
    fields.put("touched", touched)
    fields.put("active", active)
    fields.put("warned", warned)
    fields.put("excluded", excluded)
    fields.put("blocked", blocked)
    fields.put("halted", halted)
    fields.put("halted_by_violation", isHaltedByViolation)
    fields.put("open_violations", openViolations)
    fields.put("violation_count", violationCount)
    fields.put("closing", word: closing)
    fields.put("run_count", runCount)
    fields.put("locked_count", lockedCount)
    fields.put("finished_count", finishedCount)
    fields.put("elapsed_ns", elapsed)
    fields.put("retries", retries)
    fields.put("exceeded", exceeded)
    fields.put("grants", grants)
    fields.put("non_production", nonProduction)
    fields.put("invalidated", invalidated)
    if importedCount > 0 { fields.put("imported_count", importedCount) }
    fields.put("imported_batches", importedBatches)
    fields.put("tallies", tallies)
    fields.put("pins", pins)
  }
}

extension StudyState {
  /// Whether a run belongs to the plan and schedule in force, and nothing has replaced it.
  public func isCurrent(_ run: RunState) -> Bool {
    run.revision == revision && run.round == round && run.replacedBy == nil
  }

  /// Whether a run counts towards the end of the level at which the study stands.
  public func counts(_ run: RunState, in plan: Plan) -> Bool {
    run.revision == revision && run.round == round && run.level == plan.levels[level].name
  }
}

/// The address of a piece of work, whatever the attempt.
public struct UnitAddress: Recordable, Hashable {
  /// The run.
  public var run: String
  /// The stage.
  public var stage: String
  /// The unit's key.
  public var unit: String

  /// An address.
  public init(run: String, stage: String, unit: String) {
    self.run = run
    self.stage = stage
    self.unit = unit
  }

  /// Reads a stored address.
  public init(_ fields: Fields) throws(FieldError) {
    run = try fields.text("run")
    stage = try fields.text("stage")
    unit = try fields.text("unit")
  }

  /// Writes the address.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("run", run)
    fields.put("stage", stage)
    fields.put("unit", unit)
  }
}
