/// A rule by which runs are left out of the analysis, stated with the study: the ledger applies it
/// to every run for which it holds.
public struct ExclusionRule: Recordable {
  public var name = ""
  /// What holds for the runs that it leaves out.
  public var when = Condition.isNull(.field(.state))
  /// Why such runs do not count.
  public var reason = ""

  public init(name: String, when: Condition, reason: String) {
    self.name = name
    self.when = when
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("name", &name, "its name")
    coder.field("when", &when, "a condition over what became of a run")
    coder.field("reason", &reason, "why such runs do not count")
  }
}
