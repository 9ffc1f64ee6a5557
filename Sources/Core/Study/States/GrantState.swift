public import Codecs

/// A guard that may be bypassed.
public struct GrantState: Recordable {
  /// The guarded parameter.
  public var flag = ""
  /// The value that it takes under the grant.
  public var value = Value.null
  /// The run for which it holds; for all, otherwise.
  public var run: String?
  /// The stage for which it holds; for all, otherwise.
  public var stage: String?
  /// Where it was granted.
  public var grantedAt: EventPosition?

  /// A grant.
  public init(
    flag: String, value: Value, run: String?, stage: String?, grantedAt: EventPosition? = nil
  ) {
    self.flag = flag
    self.value = value
    self.run = run
    self.stage = stage
    self.grantedAt = grantedAt
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("flag", &flag, "the guarded parameter")
    coder.field("value", &value, "its value under the grant")
    coder.field("run", &run, "the run for which it was granted; for all, otherwise")
    coder.field("stage", &stage, "the stage for which it was granted; for all, otherwise")
    coder.field("granted_at", &grantedAt, "entry and ordinal of `override.granted`")
  }

  /// What it covers, in one word or path: `study`, `stage STAGE`, `RUN` or `RUN/STAGE`.
  public var scope: String {
    guard let run else { return stage.map { "stage \($0)" } ?? "study" }
    return stage.map { "\(run)/\($0)" } ?? run
  }

  /// Whether it says the same as another, whenever either was granted.
  public func agrees(with other: GrantState) -> Bool {
    flag == other.flag && value.means(other.value) && run == other.run && stage == other.stage
  }
}
