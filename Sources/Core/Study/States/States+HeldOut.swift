extension RunState {
  /// The use of held-out data that the run belongs to.
  public var use: HeldOutUse {
    HeldOutUse(revision: revision, level: level, batch: assignment.batch, round: round)
  }
}

extension States {
  /// The held-out input that a stage of a run may not be handed unless somebody else allows one
  /// more use; nil where it may.
  ///
  /// O(held-out inputs x uses), and nothing in a study that holds nothing out.
  public func usedUp(_ stage: StagePlan, in run: RunState, _ slug: String) -> InputPlan? {
    guard let plan = plan(slug), plan.holdsOut, let study = study(slug) else { return nil }
    return plan.heldOutInputs(of: stage).first { input in
      guard let state = study.heldOut.first(where: { $0.covers(input) }) else {
        return input.heldOut?.maxUses == 0
      }
      return state.isBeyond(run.use)
    }
  }

  /// Counts what a stage of a run is handed; false where nothing of it is held out.
  func touch(_ name: String, of run: RunState?, _ slug: String, _ state: inout StudyState) -> Bool {
    guard let run, let cell = planCell(slug), cell.plan.holdsOut,
      let stage = cell.plan.stage(name)
    else { return false }
    let handed = cell.plan.heldOutInputs(of: stage)
    for input in handed {
      state.changeHeldOut(input) { data in
        data.touches += 1
        if !data.uses.contains(run.use) { data.uses.append(run.use) }
      }
    }
    return !handed.isEmpty
  }

  /// Counts what the stages of a run were handed when it was executed again.
  func touchAgain(_ run: RunState?, _ slug: String, _ state: inout StudyState) -> Bool {
    guard let run, let plan = planCell(slug)?.plan, plan.holdsOut else { return false }
    var isChanged = false
    for stage in plan.stages where stage.scope == run.scope {
      for unit in run.units where unit.stage == stage.name && unit.phase == .ended {
        isChanged = touch(unit.stage, of: run, slug, &state) || isChanged
      }
    }
    return isChanged
  }

  /// Remembers that somebody else allowed a run's use of an input.
  func allow(_ name: String, to run: RunState?, _ slug: String, _ state: inout StudyState) {
    guard let run, let input = plan(slug)?.input(name) else { return }
    state.changeHeldOut(input) { data in
      if !data.allowed.contains(run.use) { data.allowed.append(run.use) }
    }
  }
}

extension StudyState {
  /// Changes what is known of an input's data, which may be new.
  fileprivate mutating func changeHeldOut(
    _ input: InputPlan, _ change: (inout HeldOutState) -> Void
  ) {
    let place = heldOut.firstIndex { $0.covers(input) } ?? heldOut.count
    if place == heldOut.count { heldOut.append(HeldOutState(input)) }
    heldOut[place].maxUses = min(heldOut[place].maxUses, input.heldOut?.maxUses ?? 0)
    for file in input.files where !heldOut[place].files.contains(file.digest) {
      heldOut[place].files.append(file.digest)
    }
    change(&heldOut[place])
  }

  /// What a plan would make of data that were held out and used, as far as that is less strict than
  /// it was; nil where it keeps to it.
  func problemOfHeldOut(_ plan: Plan) -> String? {
    for used in heldOut {
      for input in plan.inputs where used.covers(input) {
        guard let rule = input.heldOut else {
          return "'\(input.name)' has data that were held out and used, and holds them out no more"
        }
        if rule.maxUses > used.maxUses {
          return "'\(input.name)' would have \(rule.maxUses) uses, and its data had "
            + "\(used.maxUses) when they were used first"
        }
      }
      if let pin = plan.code.first(where: { $0.size > 0 && used.files.contains($0.digest) }) {
        return "code '\(pin.path)' is a file that was held out and used"
      }
    }
    return nil
  }
}
