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

  /// What the study may spend.
  func budget() -> BudgetPlan? {
    guard let section = Section(self, owner: "'budget'", keys: ["runtime", "memory", "retries"])
    else { return nil }
    return BudgetPlan(
      runtimeNanoseconds: section["runtime"]?.nanoseconds(in: 1...Int64.max),
      memoryBytes: section["memory"]?.byteCount(),
      retries: section["retries"]?.wholeNumber(in: 0...Limits.retryCountMax).map { Int($0) })
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
