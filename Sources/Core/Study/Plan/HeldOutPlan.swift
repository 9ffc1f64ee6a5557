/// How often an input may be used that nothing is to be fitted to.
public struct HeldOutPlan: Recordable {
  /// How many uses there are: plan revisions by level and batch in which a stage was handed it.
  public var maxUses = 1
  /// Whether one use more may be allowed, each by a key that wrote no plan of the study.
  public var approve = false

  public init(maxUses: Int, approve: Bool = true) {
    self.maxUses = maxUses
    self.approve = approve
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("max_uses", &maxUses, "how many uses there are")
    coder.field("approve", &approve, "whether another person may allow one more use")
  }
}

extension Plan {
  /// Whether any input is held out.
  public var holdsOut: Bool { inputs.contains { $0.heldOut != nil } }

  /// The held-out inputs that a stage is handed: those it names, and those whose files the domains'
  /// members that it sees name.
  public func heldOutInputs(of stage: StagePlan) -> [InputPlan] {
    guard holdsOut else { return [] }
    var names = stage.namedStudyInputs(of: self)
    for input in stage.inputs {
      if case .study(let name) = input.source { names.append(name) }
    }
    let seen = Set(domainFiles(of: stage).map(\.path))
    return inputs.filter { input in
      input.heldOut != nil
        && (names.contains(input.name) || input.files.contains { seen.contains($0.path) })
    }
  }

  /// Why held-out data would be handed out unseen, or nil where they are not: a file of them stands
  /// under another name as well.
  var problemOfHeldOut: String? {
    for input in inputs where input.heldOut != nil {
      let digests = Set(input.files.filter { $0.size > 0 }.map(\.digest))
      let other = inputs.first { other in
        other.name != input.name && other.files.contains { digests.contains($0.digest) }
      }
      if let other { return "input '\(other.name)' holds a file of '\(input.name)', held out" }
      if let pin = code.first(where: { digests.contains($0.digest) }) {
        return "code '\(pin.path)' is a file of '\(input.name)', which is held out"
      }
    }
    return nil
  }
}
