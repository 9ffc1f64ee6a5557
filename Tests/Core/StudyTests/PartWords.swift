import Study

/// What the catalogue calls the records inside events, in the order in which it shows them.
enum PartWords {
  static let all: [(type: String, title: String, summary: String)] = [
    ("Plan", "Plan", "What a study is going to do, symbolically."),
    ("FilePin", "File pin", "A file as it was."),
    ("Parameter", "Parameter", "A parameter with its value."),
    ("LevelPlan", "Level", "A scope in which the same stages run."),
    ("BaselinePlan", "Baseline", "A named pointer, and what a promotion needs."),
    ("CanaryCheck", "Canary check", "What a value of a window is held to."),
    ("StagePlan", "Stage", "A process, what it reads and writes, and what is checked after it."),
    ("GatePlan", "Gate", "A named set of checks."),
    ("CheckPlan", "Check", "What is observed, and which values are good enough."),
    ("SchemaRule", "Schema rule", "What has to hold for the rows of a table."),
    ("ReusedResult", "Reused result", "The attempt whose result stands for another run's."),
    ("StaleUnit", "Stale unit", "A unit whose recorded result no longer counts as it did."),
    ("GrantState", "Bypass", "A guarded parameter that an override changes in a run."),
    ("BlockOption", "Option", "One of the ways out of blocked work, with what it costs."),
    ("OutputRecord", "Output", "A file that an attempt left behind."),
    ("Observation", "Observation", "What a check saw in an attempt's files."),
    ("MetricValue", "Metric", "A number that a stage reported."),
    ("CheckResult", "Check result", "A check with its verdict."),
    ("InputPlan", "Input", "A named input of a study, and the files it was at registration."),
    ("HeldOutPlan", "Held out", "How often an input may be used that nothing is to be fitted to."),
    (
      "AgentSafePlan", "Agent-safe",
      "How a study is held against whoever proposes its candidates."
    ),
    ("CandidateDraw", "Candidate draw", "What an agent-safe batch is drawn for."),
    ("RequiresPlan", "Requirements", "What has to be there before anything is spent."),
    ("BudgetPlan", "Budget", "What a study may spend."),
    ("LimitsPlan", "Limits", "What one attempt of a stage may take while it works."),
    ("StopPlan", "Stop", "When a study ends before or at its last level."),
    ("LookPlan", "Look", "A registered look at a paired study before its last pair has ended."),
    ("SharedFile", "Shared file", "A file of a plan that another study holds out or judges with."),
    ("StabilityPlan", "Stability", "How far apart the seeds of a stable variant may lie."),
    ("StageInput", "Stage input", "A name for something that a stage reads."),
    ("Axis", "Axis", "One axis of a stage's units or of a sweep."),
    ("OutputPlan", "Declared output", "Something that a stage has to write."),
    ("RetryPlan", "Retry", "When and how often a stage is tried again."),
    ("ApprovalPlan", "Approval", "Who has to approve a stage that waits for a person."),
    (
      "ExclusionRule", "Exclusion rule",
      "A rule by which runs may be excluded, stated with the study."
    ),
    ("PairedPlan", "Paired design", "What a paired study compares."),
    ("VariantPlan", "Variant", "One of the variants that a paired design compares."),
    ("TaskPlan", "Task", "One task of a paired design."),
    ("PairSlot", "Pair slot", "One pair of a drawn schedule."),
    ("Assignment", "Assignment", "What a run was assigned to by the design, as far as it applies."),
    ("SweepPlan", "Sweep", "What a sweep varies, and what a batch of it delivers."),
    (
      "RevisionPlan", "Revision",
      "An input under a revision: different content needs another number."
    ),
    (
      "DeliverablesPlan", "Deliverables",
      "What a batch has to deliver beyond its rows and verdicts."
    ),
    (
      "BatchManifest", "Batch manifest",
      "A declared batch: what is varied, over which seeds, on which revisions."
    ),
  ]

  /// The records with their words; one without words comes last, and fails the test.
  static let parts: [(part: FieldList.Part, title: String, summary: String)] = {
    let parts = FieldList.parts(inside: EventType.all.compactMap { $0.payload })
    let known = all.flatMap { words in
      parts.filter { $0.type == words.type }.map { ($0, words.title, words.summary) }
    }
    return known
      + parts.filter { part in !all.contains { $0.type == part.type } }.map { ($0, $0.type, "") }
  }()
}
