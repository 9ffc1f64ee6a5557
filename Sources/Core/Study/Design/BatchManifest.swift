import Codecs

/// A declared batch: what is varied, over which seeds, on which revisions.
///
/// Variants stay symbolic: they follow from axes and seeds, so that a batch of five hundred fits
/// one entry.
public struct BatchManifest: Recordable {
  /// Its identifier: `b20260213-2140-baseline-v01`.
  public var batch: String
  /// Its number among the batches of the study, from 1.
  public var number: Int
  /// The question of the batch.
  public var objective: String
  /// The scenario's revision.
  public var scenario: String?
  /// The configuration's revision.
  public var config: String?
  /// The parameters that are varied, each with its values.
  public var axes: [Axis]
  /// The seeds of every variant.
  public var seeds: [Int64]
  /// Whether axes are combined with one another.
  public var isFactorial: Bool
  /// Parameters that differ from the study's in all variants.
  public var overrides: [Parameter]
  /// Whoever declared it wants more variants than a person would look at.
  public var isLarge: Bool

  /// A batch.
  public init(batch: String, axes: [Axis], seeds: [Int64]) {
    self.batch = batch
    self.axes = axes
    self.seeds = seeds
    number = 1
    objective = ""
    scenario = nil
    config = nil
    isFactorial = false
    overrides = []
    isLarge = false
  }

  /// Reads a recorded batch.
  public init(_ fields: Fields) throws(FieldError) {
    batch = try fields.text("batch_id")
    number = try fields.count("number")
    objective = try fields.text("objective")
    scenario = try fields.textIfPresent("scenario_rev")
    config = try fields.textIfPresent("config_rev")
    axes = try fields.records("axes")
    seeds = try fields.ints("seeds")
    isFactorial = try fields.boolIfPresent("factorial") ?? false
    overrides = try fields.records("overrides")
    isLarge = try fields.boolIfPresent("large") ?? false
  }

  /// Writes the batch.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("batch_id", batch)
    fields.put("number", number)
    fields.put("objective", objective)
    fields.put("scenario_rev", scenario)
    fields.put("config_rev", config)
    fields.put("axes", axes)
    fields.put("seeds", seeds)
    if isFactorial { fields.put("factorial", true) }
    fields.put("overrides", overrides)
    if isLarge { fields.put("large", true) }
  }
}
