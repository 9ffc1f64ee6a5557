public import Codecs

/// The arguments of `grant_override` and `revoke_override`.
public struct OverrideArguments: Recordable {
  public var study = ""
  /// The run for which it holds; for the whole study otherwise.
  public var run: String?
  /// The stage for which it holds; for all otherwise.
  public var stage: String?
  /// The guarded parameter.
  public var flag = ""
  /// The value that it takes under the grant.
  public var value: Value?
  public var reason = ""

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

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("run", &run)
    coder.field("stage", &stage)
    coder.field("flag", &flag)
    coder.field("value", &value)
    coder.field("reason", &reason)
  }

  /// What the grant is about: the study, or one run of it.
  public var stream: Stream { run.map { .run(study, $0) } ?? .study(study) }

  /// What it covers, in words: `study`, `stage STAGE`, `RUN` or `RUN/STAGE`.
  public var scope: String {
    GrantState(flag: flag, value: value ?? .null, run: run, stage: stage).scope
  }
}
