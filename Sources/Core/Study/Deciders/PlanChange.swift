import Bytes
import Codecs

/// What tells a study as it is given now from the plan in force, for the one who is refused.
struct PlanChange {
  /// What changed, one clause each: the file, parameters, then code and inputs.
  private(set) var clauses: [String] = []
  /// The options that give the parameters their new values, where the file itself does not.
  private(set) var options = ""
  /// The same for the record.
  private(set) var facts: ValueMap

  /// Compares a study with the plan in force, from the file that is recorded.
  init(_ changed: StudyRegistered, from plan: Plan?, _ file: FilePin) {
    let path = changed.file.path
    facts = ["file": .text(path)]
    let isOther = changed.file.digest != file.digest
    if isOther {
      clauses.append("'\(path)' was \(file.digest.hex) and is \(changed.file.digest.hex)")
      facts["was"] = .bytes(file.digest.bytes)
      facts["now"] = .bytes(changed.file.digest.bytes)
    }
    guard let plan else { return }
    // What the file says of its parameters shows in its own digest.
    if !isOther { compareParameters(plan, changed.plan) }
    comparePins(
      plan.code + plan.inputs.flatMap(\.files),
      changed.plan.code + changed.plan.inputs.flatMap(\.files))
    if clauses.isEmpty { clauses = ["'\(path)' has the same bytes, but is read as another plan"] }
  }

  /// A parameter that is given another value has it at every level; one of them tells.
  private mutating func compareParameters(_ before: Plan, _ after: Plan) {
    var names: [Value] = []
    for level in after.levels.indices.prefix(before.levels.count) {
      for parameter in after.params(level: level) {
        let former = before.params(level: level).first { $0.name == parameter.name }
        guard let former, former.value != parameter.value,
          !names.contains(.text(parameter.name))
        else { continue }
        names.append(.text(parameter.name))
        compare(former, parameter)
      }
    }
    if !names.isEmpty { facts["parameters"] = .array(names) }
  }

  private mutating func compare(_ former: Parameter, _ parameter: Parameter) {
    let (was, now) = (Self.text(former.value), Self.text(parameter.value))
    clauses.append("parameter '\(parameter.name)' was \(was) and is \(now)")
    options += " -p \(Self.word("\(parameter.name)=\(now)"))"
  }

  private mutating func comparePins(_ before: [FilePin], _ after: [FilePin]) {
    for pin in after {
      guard let former = before.first(where: { $0.path == pin.path }) else {
        clauses.append("'\(pin.path)' is new")
        continue
      }
      if former.digest == pin.digest { continue }
      clauses.append("'\(pin.path)' was \(former.digest.hex) and is \(pin.digest.hex)")
    }
    for pin in before where !after.contains(where: { $0.path == pin.path }) {
      clauses.append("'\(pin.path)' is gone")
    }
  }

  /// A value as it is written after `-p NAME=`.
  private static func text(_ value: Value) -> String {
    value.asArray == nil ? value.plainText : "[\(value.plainText)]"
  }

  /// A word as a shell reads it, quoted where it has to be.
  private static func word(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      let character = Character(UnicodeScalar(byte))
      return character.isLetter || character.isNumber || "=._-+/:,".contains(character)
    }
    return isPlain ? text : "'\(text.replacing("'", with: "'\\''"))'"
  }
}
