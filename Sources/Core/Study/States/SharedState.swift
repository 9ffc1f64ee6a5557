import Bytes

/// Which studies hold out a file, or judge candidates with it.
public struct SharedState: Recordable {
  /// Their names, in the order in which they first did.
  public var studies: [String] = []

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) { coder.field("studies", &studies) }
}

extension States {
  /// The most files that a plan is said to share.
  private static let sharedMax = 64

  /// The files of a plan that other studies hold out or judge with, as the plan names them.
  ///
  /// O(files of the plan).
  func shared(by plan: Plan) -> [SharedFile] {
    var found: [SharedFile] = []
    var seen: Set<Digest> = []
    for pin in plan.inputs.flatMap(\.files) + plan.code
    where pin.size > 0 && seen.insert(pin.digest).inserted {
      for other in shared(pin.digest)?.studies ?? [] where other != plan.study {
        guard found.count < Self.sharedMax else { return found }
        let data = study(other)?.heldOut.first { $0.files.contains(pin.digest) }
        var file = SharedFile()
        (file.path, file.digest, file.study) = (pin.path, pin.digest, other)
        file.uses = data?.uses.count ?? 0
        found.append(file)
      }
    }
    return found
  }

  /// Remembers what a plan holds out or judges with, for the studies that come after it.
  func remember(_ plan: Plan) {
    let held = plan.inputs.filter { $0.heldOut != nil }.flatMap(\.files)
    for pin in held + (plan.agentSafe == nil ? [] : plan.judgingFiles) where pin.size > 0 {
      var state = shared(pin.digest) ?? SharedState()
      if state.studies.contains(plan.study) { continue }
      state.studies.append(plan.study)
      set(state, for: pin.digest)
    }
  }
}
