public import Codecs

/// A sweep: the same stages under several values of some parameters, batch by batch.
public struct SweepPlan: Recordable {
  /// The scenario that all variants share.
  public var scenario: RevisionPlan?
  /// The configuration that all variants share, but for the axes.
  public var config: RevisionPlan?
  /// The parameters that are varied, each with its values.
  public var axes: [Axis] = []
  /// The seeds of every variant.
  public var seeds: [Int64] = []
  /// Whether axes are combined with one another; one at a time otherwise.
  public var isFactorial = false
  /// What every batch has to deliver.
  public var deliverables = DeliverablesPlan()

  /// A sweep over some axes.
  public init(axes: [Axis], seeds: [Int64]) {
    self.axes = axes
    self.seeds = seeds
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("scenario", &scenario, "the scenario that all variants share")
    coder.field("config", &config, "the configuration that all variants share, but for the axes")
    coder.field("axes", &axes, "the parameters that are varied, each with its values")
    coder.field("seeds", &seeds, "the seeds of every variant")
    coder.field(
      "factorial", &isFactorial, unless: false,
      "whether axes are combined with one another; one at a time otherwise")
    coder.field(
      "deliverables", &deliverables, unless: DeliverablesPlan(), "what every batch has to deliver")
  }
}

/// An input under a revision: another content needs another number.
public struct RevisionPlan: Recordable {
  /// Its identifier: `scn-v03` or `cfg-v05`.
  public var revision = ""
  /// The input of the study that it stands for.
  public var input = ""
  /// Every field of the input's files that are mappings, by file and path, as text.
  public var fields = ValueMap()

  /// A revision of an input that nobody has looked at yet.
  public init(revision: String, input: String, fields: ValueMap = ValueMap()) {
    self.revision = revision
    self.input = input
    self.fields = fields
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("revision", &revision, "its identifier: `scn-v03` or `cfg-v05`")
    coder.field("input", &input, "the input of the study that it stands for")
    coder.field(
      "fields", &self.fields,
      "every field of the input's files that are mappings, by file and path, as text")
  }
}

/// What a batch has to deliver beyond its rows and verdicts: outputs as `stage/output`.
public struct DeliverablesPlan: Recordable {
  public var report: String?
  /// Analyses of segments; at least two.
  public var segments: [String] = []
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

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("report", &report, "the report")
    coder.field("segments", &segments, "analyses of segments; at least two")
    coder.field("stability", &stability, "the table of stability over seeds")
    coder.field("caveat", &caveat, "what is said instead, when there is a single seed")
  }
}
