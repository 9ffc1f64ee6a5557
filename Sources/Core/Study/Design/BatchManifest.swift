import Codecs

/// A declared batch: what is varied, over which seeds, on which revisions.
///
/// Variants stay symbolic: they follow from axes and seeds, so that a batch of five hundred fits
/// one entry.
public struct BatchManifest: Recordable {
  /// Its identifier: `b20260213-2140-baseline-v01`.
  public var batch = ""
  /// Its number among the batches of the study, from 1.
  public var number = 0
  /// The question of the batch.
  public var objective = ""
  /// The scenario's revision.
  public var scenario: String?
  /// The configuration's revision.
  public var config: String?
  /// The parameters that are varied, each with its values.
  public var axes: [Axis] = []
  /// The seeds of every variant.
  public var seeds: [Int64] = []
  /// Whether axes are combined with one another.
  public var isFactorial = false
  /// Parameters that differ from the study's in all variants.
  public var overrides: [Parameter] = []
  /// The candidate that it is drawn for, in an agent-safe study.
  public var draw: CandidateDraw?
  /// Whoever declared it wants more variants than a person would look at.
  public var isLarge = false

  public init(batch: String, axes: [Axis], seeds: [Int64]) {
    self.batch = batch
    self.axes = axes
    self.seeds = seeds
    number = 1
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("batch_id", &batch, "its identifier: `b20260213-2140-baseline-v01`")
    coder.field("number", &number, "its number among the batches of the study, from 1")
    coder.field("objective", &objective, "the question of the batch")
    coder.field("scenario_rev", &scenario, "the scenario's revision")
    coder.field("config_rev", &config, "the configuration's revision")
    coder.field("axes", &axes, "the parameters that are varied, each with its values")
    coder.field("seeds", &seeds, "the seeds of every variant")
    coder.field(
      "factorial", &isFactorial, unless: false, "whether axes are combined with one another")
    coder.field("overrides", &overrides, "parameters that differ from the study's in all variants")
    coder.field(
      "draw", &draw,
      "in an agent-safe study the candidate: `study`, `candidate`, `code`, `baseline`, "
        + "`baseline_seeds`")
    coder.field(
      "large", &isLarge, unless: false,
      "whoever declared it wants more variants than a person would look at")
  }
}
