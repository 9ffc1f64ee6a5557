public import Codecs

/// A sweep: the same stages under several values of some parameters, batch by batch.
public struct SweepPlan: Recordable {
  /// The scenario that all variants share.
  public var scenario: RevisionPlan?
  /// The configuration that all variants share, but for the axes.
  public var config: RevisionPlan?
  /// The parameters that are varied, each with its values.
  public var axes: [Axis]
  /// The seeds of every variant.
  public var seeds: [Int64]
  /// Whether axes are combined with one another; one at a time otherwise.
  public var isFactorial: Bool
  /// What every batch has to deliver.
  public var deliverables: DeliverablesPlan

  /// A sweep over some axes.
  public init(axes: [Axis], seeds: [Int64]) {
    self.axes = axes
    self.seeds = seeds
    scenario = nil
    config = nil
    isFactorial = false
    deliverables = DeliverablesPlan()
  }

  /// Reads a recorded sweep.
  public init(_ fields: Fields) throws(FieldError) {
    scenario = try fields.recordIfPresent("scenario")
    config = try fields.recordIfPresent("config")
    axes = try fields.records("axes")
    seeds = try fields.ints("seeds")
    isFactorial = try fields.boolIfPresent("factorial") ?? false
    deliverables = try fields.recordIfPresent("deliverables") ?? DeliverablesPlan()
  }

  /// Writes the sweep.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("scenario", scenario)
    fields.put("config", config)
    fields.put("axes", axes)
    fields.put("seeds", seeds)
    if isFactorial { fields.put("factorial", true) }
    if deliverables != DeliverablesPlan() { fields.put("deliverables", deliverables) }
  }
}

/// An input under a revision: another content needs another number.
public struct RevisionPlan: Recordable {
  /// Its identifier: `scn-v03` or `cfg-v05`.
  public var revision: String
  /// The input of the study that it stands for.
  public var input: String
  /// Every field of the input's files that are mappings, by file and path, as text.
  public var fields: ValueMap

  /// A revision of an input that nobody has looked at yet.
  public init(revision: String, input: String, fields: ValueMap = ValueMap()) {
    self.revision = revision
    self.input = input
    self.fields = fields
  }

  /// Reads a recorded revision.
  public init(_ fields: Fields) throws(FieldError) {
    revision = try fields.text("revision")
    input = try fields.text("input")
    self.fields = try fields.nested("fields")
  }

  /// Writes the revision.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("revision", revision)
    fields.put("input", input)
    fields.put("fields", self.fields)
  }
}

/// What a batch has to deliver beyond its rows and verdicts: outputs as `stage/output`.
public struct DeliverablesPlan: Recordable {
  /// The report.
  public var report: String?
  /// Analyses of segments; at least two.
  public var segments: [String]
  /// The table of stability over seeds.
  public var stability: String?
  /// What is said instead, when there is a single seed.
  public var caveat: String?

  /// Nothing in particular.
  public init(
    report: String? = nil, segments: [String] = [], stability: String? = nil, caveat: String? = nil
  ) {
    self.report = report
    self.segments = segments
    self.stability = stability
    self.caveat = caveat
  }

  /// Reads recorded deliverables.
  public init(_ fields: Fields) throws(FieldError) {
    report = try fields.textIfPresent("report")
    segments = try fields.texts("segments")
    stability = try fields.textIfPresent("stability")
    caveat = try fields.textIfPresent("caveat")
  }

  /// Writes the deliverables.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("report", report)
    fields.put("segments", segments)
    fields.put("stability", stability)
    fields.put("caveat", caveat)
  }
}
