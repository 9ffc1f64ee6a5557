import StageKit
import Study
import YAML

extension Item {
  /// An input: its path, or `{path, held_out}`.
  func input(_ name: String) -> InputPlan? {
    guard node.asMapping != nil else {
      return text().map { InputPlan(name: name, pattern: $0) }
    }
    guard let section = Section(self, owner: "input '\(name)'", keys: ["path", "held_out"]) else {
      return nil
    }
    let heldOut = section["held_out"]?.heldOut()
    guard let pattern = section.required("path")?.text() else { return nil }
    var input = InputPlan(name: name, pattern: pattern)
    input.heldOut = heldOut
    return input
  }

  /// How often an input may be used: `{max_uses: 3, approve: true}`.
  private func heldOut() -> HeldOutPlan? {
    guard let section = Section(self, owner: "'held_out'", keys: ["max_uses", "approve"]),
      let uses = section.required("max_uses")?.wholeNumber(in: 0...1_000_000)
    else { return nil }
    return HeldOutPlan(maxUses: Int(uses), approve: section["approve"]?.bool() ?? true)
  }
}
