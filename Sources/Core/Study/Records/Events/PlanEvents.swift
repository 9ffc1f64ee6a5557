public import Bytes

/// A question was registered with its plan: the pre-registration.
public struct StudyRegistered: EventPayload {
  public var plan = Plan()
  /// The study file it was read from.
  public var file = FilePin()
  /// What of it another study holds out or judges with; the ledger fills it in.
  public var shared: [SharedFile] = []

  /// Registers a plan.
  public init(plan: Plan, file: FilePin) {
    self.plan = plan
    self.file = file
  }

  public static let definition = EventDefinition(
    "study.registered", of: Self.self, on: .study,
    summary: "A study was registered with its plan.")

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("plan", &plan, "the plan, with the digests of code and inputs")
    coder.field("file", &file, "path, digest and size of the study file")
    coder.field("shared", &shared, "files that another study holds out or judges with")
  }
}

/// The plan changed before any stage had finished.
public struct StudyRevised: EventPayload {
  /// The plan from now on.
  public var plan = Plan()
  /// The study file it was read from.
  public var file = FilePin()
  /// The digest of the study file before.
  public var was = Digest.zero
  /// The number of the plan, from 1.
  public var revision = 0
  /// What of it another study holds out or judges with.
  public var shared: [SharedFile] = []

  public static let definition = EventDefinition(
    "study.revised", of: Self.self, on: .study,
    summary: "The plan changed before any stage had finished.")

  /// A plan that replaces another before any result.
  public init(plan: Plan, file: FilePin, was: Digest, revision: Int) {
    self.plan = plan
    self.file = file
    self.was = was
    self.revision = revision
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("plan", &plan, "the plan from now on")
    coder.field("file", &file, "the study file from now on")
    coder.field("was", &was, "digest of the study file before")
    coder.field("revision", &revision, "number of the plan, from 1")
    coder.field("shared", &shared, "files that another study holds out or judges with")
  }
}

/// The plan changed after a stage had finished.
public struct StudyAmended: EventPayload {
  /// The plan from now on.
  public var plan = Plan()
  /// The study file it was read from.
  public var file = FilePin()
  /// The digest of the study file before.
  public var was = Digest.zero
  /// The number of the plan, from 1.
  public var revision = 0
  /// Whether a result was known when the plan changed.
  public var postHoc = false
  public var reason = ""
  /// What of it another study holds out or judges with.
  public var shared: [SharedFile] = []

  public static let definition = EventDefinition(
    "study.amended", of: Self.self, on: .study, summary: "The plan was amended, with a reason.")

  /// A plan that replaces another, with a reason.
  public init(
    plan: Plan, file: FilePin, was: Digest, revision: Int, postHoc: Bool, reason: String
  ) {
    self.plan = plan
    self.file = file
    self.was = was
    self.revision = revision
    self.postHoc = postHoc
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("plan", &plan, "the plan from now on")
    coder.field("file", &file, "the study file from now on")
    coder.field("was", &was, "digest of the study file before")
    coder.field("revision", &revision, "number of the plan, from 1")
    coder.field("post_hoc", &postHoc, "whether a result was known")
    coder.field("reason", &reason, "why")
    coder.field("shared", &shared, "files that another study holds out or judges with")
  }
}
