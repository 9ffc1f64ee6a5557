import Codecs

/// Which runs a study has: the one place that knows what kind of study it is.
///
/// Schedule, scopes, counts, what a stage is told and what a plan may not say follow from it, and
/// nothing else in the core asks which case it is; the tidy tests hold it to that.
public enum Design: Equatable, Sendable {
  /// One run for each seed of a level.
  case single
  /// One command, recorded as a study of one stage.
  case exec
  /// Every task by two variants under equal conditions.
  case paired(PairedPlan)
  /// The same stages under several values of some parameters, batch by batch.
  case sweep(SweepPlan)

  /// The name in a study file and in the record.
  public var name: String {
    switch self {
    case .single: "single"
    case .exec: "exec"
    case .paired: "paired"
    case .sweep: "sweep"
    }
  }

  /// What is compared, in a paired study; putting nil there makes it `single`.
  public var paired: PairedPlan? {
    get { if case .paired(let plan) = self { plan } else { nil } }
    set { self = newValue.map(Design.paired) ?? .single }
  }

  /// What is varied, in a sweep; putting nil there makes it `single`.
  public var sweep: SweepPlan? {
    get { if case .sweep(let plan) = self { plan } else { nil } }
    set { self = newValue.map(Design.sweep) ?? .single }
  }

  /// The design of a name with its plan; nil where they do not fit together.
  private init?(_ name: String, _ paired: PairedPlan?, _ sweep: SweepPlan?) {
    switch (name, paired, sweep) {
    case ("single", nil, nil): self = .single
    case ("exec", nil, nil): self = .exec
    case ("paired", let plan?, nil): self = .paired(plan)
    case ("sweep", nil, let plan?): self = .sweep(plan)
    default: return nil
    }
  }

  /// Hands the fields of a plan that say what its design is to a coder.
  mutating func code(_ coder: inout some FieldCoder) {
    var (name, paired, sweep) = (name, paired, sweep)
    coder.field("design", &name, "the kind of study")
    coder.field("paired", &paired, "what a paired study compares")
    coder.field("sweep", &sweep, "what a sweep varies")
    guard coder.isReading else { return }
    if let read = Design(name, paired, sweep) {
      self = read
    } else {
      coder.refuse("design", "is unknown, or not what the plan describes")
    }
  }
}

// What the rest of the core asks.
extension Design {
  /// What stages can be done once for.
  public var scopes: [Scope] {
    switch self {
    case .single, .exec: [.run, .study]
    case .paired: [.run, .pair, .task, .look, .study]
    case .sweep: [.run, .variant, .batch, .study]
    }
  }

  /// What an argument of a stage of a scope may refer to of its run's assignment.
  public func references(in scope: Scope) -> [Template.AssignmentReference] {
    switch (self, scope) {
    case (.paired, .run): Template.AssignmentReference.allCases
    case (.paired, .pair): [.task, .taskPath, .pair, .pairSeed]
    case (.paired, .task): [.task, .taskPath]
    case (.sweep, .run), (.sweep, .variant): [.variant]
    default: []
    }
  }

  /// Whether runs are assigned to variants, so that those further on wait for the study's own
  /// stages.
  public var assignsRuns: Bool {
    switch self {
    case .single, .exec: false
    case .paired, .sweep: true
    }
  }

  /// Whether its runs are those of declared batches, instead of being drawn from the plan.
  public var hasBatches: Bool { sweep != nil }

  /// Whether a study file describes it.
  public var hasFile: Bool { self != .exec }

  /// The paths in which it differs from a former one: how many pairs of what there are, and all
  /// else.
  func changes(from former: Design) -> [String] {
    if self == former { return [] }
    guard let old = former.paired, var new = paired else { return ["design"] }
    let isSize =
      new.pairs != old.pairs || new.minimum != old.minimum
      || new.tasks.map(\.name) != old.tasks.map(\.name)
    (new.pairs, new.minimum) = (old.pairs, old.minimum)
    return (new == old ? [] : ["design"]) + (isSize ? ["design.paired.pairs"] : [])
  }

  /// The variants that are compared with one another from the start, in the order of the file.
  public var variants: [String] { paired?.variants.map(\.name) ?? [] }

  /// The stages whose outputs have to be identical in both runs of a pair.
  public var identicalStages: [String] { paired?.identical ?? [] }

  /// What every batch has to deliver.
  public var deliverables: DeliverablesPlan { sweep?.deliverables ?? DeliverablesPlan() }

  /// The revisions under which batches are executed: the scenario's and the configuration's.
  public var revisions: [RevisionPlan] {
    [sweep?.scenario, sweep?.config].compactMap(\.self)
  }

  /// The revision of the configuration, which parameters' defaults belong to.
  public var configuration: RevisionPlan? { sweep?.config }

  /// How long a task may take, in nanoseconds.
  public func timeout(ofTask task: String?) -> Int64? { paired?.task(task)?.timeoutNanoseconds }

  /// What the result of a run's stage depends on of its design, encoded: variant, task and pair;
  /// nil where the parameters say everything.
  public func part(of assignment: Assignment) -> [UInt8]? {
    guard let paired else { return nil }
    var writer = FieldWriter()
    writer.put("assignment", assignment)
    if let variant = paired.variant(assignment.variant) { writer.put("variant", variant) }
    if let task = paired.task(assignment.task) { writer.put("task", task) }
    return writer.encoded
  }
}
