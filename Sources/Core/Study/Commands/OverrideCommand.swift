public import Codecs

/// The arguments of `grant_override` and `revoke_override`.
public struct OverrideCommand: Recordable {
  /// The study.
  public var study: String
  /// The run for which it holds; for the whole study otherwise.
  public var run: String?
  /// The stage for which it holds; for all otherwise.
  public var stage: String?
  /// The guarded parameter.
  public var flag: String
  /// The value that it takes under the grant.
  public var value: Value?
  /// Why.
  public var reason: String

  /// A grant, or the end of one.
  public init(
    study: String, run: String? = nil, stage: String? = nil, flag: String, value: Value? = nil,
    reason: String
  ) {
    self.study = study
    self.run = run
    self.stage = stage
    self.flag = flag
    self.value = value
    self.reason = reason
  }

  /// Reads recorded arguments.
  public init(_ fields: Fields) throws(FieldError) {
    study = try fields.text("study")
    run = try fields.textIfPresent("run")
    stage = try fields.textIfPresent("stage")
    flag = try fields.text("flag")
    value = try fields.valueIfPresent("value")
    reason = try fields.text("reason")
  }

  /// Writes the arguments.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("study", study)
    fields.put("run", run)
    fields.put("stage", stage)
    fields.put("flag", flag)
    fields.put("value", value)
    fields.put("reason", reason)
  }

  /// What the grant is about: the study, or one run of it.
  public var stream: Stream { run.map { .run(study, $0) } ?? .study(study) }

  /// What it covers, in words: `study`, `stage STAGE`, `RUN` or `RUN/STAGE`.
  public var scope: String {
    GrantState(flag: flag, value: value ?? .null, run: run, stage: stage).scope
  }
}
