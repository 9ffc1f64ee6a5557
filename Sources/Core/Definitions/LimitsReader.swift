import StageKit
import Study

extension Item {
  /// What has to be there before anything is spent.
  func requirements() -> RequiresPlan? {
    guard let section = Section(self, owner: "'requires'", keys: ["commands", "disk", "env"])
    else { return nil }
    var plan = RequiresPlan()
    plan.commands = section["commands"]?.texts() ?? []
    plan.diskBytes = section["disk"]?.byteCount()
    for element in section["env"]?.elements() ?? [] {
      guard let name = element.text(), element.isVariable(name) else { continue }
      plan.environment.append(name)
    }
    return plan
  }

  /// When the seeds of a variant agree: `{relative: [0.1, 0.5]}` or `{absolute: [0.02, 0.10]}`.
  func stability() -> StabilityPlan? {
    guard let section = Section(self, owner: "'stability'", keys: ["relative", "absolute"]) else {
      return nil
    }
    let known = ["relative", "absolute"].filter { section[$0] != nil }
    guard known.count == 1, let item = section[known[0]] else {
      fail("'stability' takes one of relative and absolute")
      return nil
    }
    let limits = (item.elements() ?? []).compactMap { $0.distance() }
    guard limits.count == 2, limits[0] <= limits[1] else {
      item.fail("'\(known[0])' takes two limits, the smaller first, such as [0.1, 0.5]")
      return nil
    }
    return StabilityPlan(
      isAbsolute: known[0] == "absolute", stable: limits[0], unstable: limits[1])
  }

  /// What the study may spend.
  func budget() -> BudgetPlan? {
    guard let section = Section(self, owner: "'budget'", keys: ["runtime", "memory", "retries"])
    else { return nil }
    return BudgetPlan(
      runtimeNanoseconds: section["runtime"]?.nanoseconds(in: 1...Int64.max),
      memoryBytes: section["memory"]?.byteCount(),
      retries: section["retries"]?.wholeNumber(in: 0...Limits.retryCountMax).map { Int($0) })
  }

  /// What one attempt may take.
  func limits() -> LimitsPlan? {
    let keys = ["output", "files", "log", "memory", "processes"]
    guard let section = Section(self, owner: "'limits'", keys: keys) else { return nil }
    var plan = LimitsPlan()
    plan.outputBytes = section["output"]?.byteCount()
    plan.files = section["files"]?.wholeNumber(in: 1...1_000_000_000).map { Int($0) }
    plan.logBytes = section["log"]?.byteCount()
    plan.memoryBytes = section["memory"]?.byteCount()
    plan.processes = section["processes"]?.wholeNumber(in: 1...1_000_000).map { Int($0) }
    return plan
  }

  /// Which circumstances must not change, and which are recorded.
  func readPins(into plan: inout Plan) {
    guard let section = Section(self, owner: "'pins'", keys: ["refuse", "record"]) else { return }
    let words = ["code", "inputs", "git", "host", "toolchain"]
    func pins(_ key: String, _ words: [String]) -> [String]? {
      section[key]?.elements()?.compactMap { $0.word("pin", among: words) }
    }
    plan.refusedPins = pins("refuse", words) ?? plan.refusedPins
    plan.recordedPins = pins("record", words + ["environment"]) ?? plan.recordedPins
  }

  private func isVariable(_ name: String) -> Bool {
    let isName =
      !("0"..."9").contains(name.prefix(1))
      && name.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
          || byte == UInt8(ascii: "_")
      }
    guard isName else {
      fail("'\(name)' is not the name of an environment variable")
      return false
    }
    guard !name.hasPrefix("RUNLEDGER_") else {
      fail("'\(name)' cannot be required, since every stage gets its own 'RUNLEDGER_' variables")
      return false
    }
    return true
  }
}
