import Codecs
import Study
import YAML

extension StageReader {
  /// What the stage reads: `stage/output`, or an input of the study as `inputs.NAME` or `NAME`.
  func inputs() -> [StageInput] {
    (section["inputs"]?.members() ?? []).compactMap { member in
      guard member.key.isIdentifier(member.name), let text = member.value.text(),
        let source = source(text, member.value)
      else { return nil }
      return StageInput(name: member.name, source: source)
    }
  }

  private func source(_ text: String, _ item: Item) -> StageInput.Source? {
    guard let slash = text.firstIndex(of: "/") else { return studyInput(text, item) }
    let name = String(text[..<slash])
    let output = String(text[text.index(after: slash)...])
    guard let stage = names.stage(name) else {
      item.unknown("stage", name, among: names.stageNames)
      return nil
    }
    guard stage.outputs.declare(output) else {
      let declared = stage.outputs.map(\.path)
      item.fail(
        "stage '\(name)' declares no output '\(output)'",
        hint: declared.isEmpty
          ? "add it to its 'outputs'" : Hint.choice(output, among: declared))
      return nil
    }
    return .stage(name, output)
  }

  private func studyInput(_ text: String, _ item: Item) -> StageInput.Source? {
    let prefix = "inputs."
    if names.inputs.contains(text) { return .study(text) }
    let name = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
    if names.inputs.contains(name) { return .study(name) }
    if names.stage(name) != nil {
      item.fail("'\(text)' is a stage, not one of its outputs", hint: "write '\(name)/OUTPUT'")
    } else {
      item.unknown("input", name, among: names.inputs)
    }
    return nil
  }

  /// The axes whose product gives the stage's units.
  func axes() -> [Axis] {
    guard let item = section["foreach"], let members = item.members() else { return [] }
    if members.isEmpty { item.fail("foreach must name at least one axis") }
    let axes = members.compactMap { member in
      member.key.isIdentifier(member.name) ? axis(member) : nil
    }
    let count = axes.reduce(1) { product, axis in
      let (count, overflow) = product.multipliedReportingOverflow(by: size(of: axis))
      return overflow ? Int.max : count
    }
    if count > Limits.unitCountMax {
      item.fail(
        "foreach gives more than \(Limits.unitCountMax) units",
        hint: "split the study, or let one unit do more")
    }
    return axes
  }

  private func axis(_ member: Member) -> Axis? {
    let item = member.value
    if item.node.asSequence == nil, let text = item.node.asText { return axis(member, from: text) }
    guard let elements = item.elements() else { return nil }
    if elements.isEmpty { item.fail("axis '\(member.name)' has no values") }
    var written: Set<String> = []
    var values: [Value] = []
    for element in elements {
      guard let value = element.scalarValue() else { continue }
      if written.insert(element.node.asText ?? "").inserted {
        values.append(value)
      } else {
        element.fail("axis '\(member.name)' has the value '\(element.node.asText ?? "")' twice")
      }
    }
    return Axis(name: member.name, values: values)
  }

  /// An axis whose values are a parameter's, which has to be a list at every level.
  private func axis(_ member: Member, from text: String) -> Axis? {
    let item = member.value
    let template = try? Template(parsing: text)
    guard let template, template.parts.count == 1,
      case .reference(.param(let name)) = template.parts[0]
    else {
      item.mismatch("a list or one '${params.NAME}'")
      return nil
    }
    guard let parameter = names.params.first(where: { $0.name == name }) else {
      item.unknown("parameter", name, among: names.paramNames)
      return nil
    }
    guard isUsable(parameter.value) else {
      item.fail("axis '\(member.name)' needs a list with values, which '\(name)' is not")
      return nil
    }
    for level in names.levels {
      guard let own = level.params.first(where: { $0.name == name }), !isUsable(own.value)
      else { continue }
      let place = level.name.isEmpty ? "as given" : "at level '\(level.name)'"
      item.fail("axis '\(member.name)' needs a list with values, which '\(name)' is not \(place)")
    }
    return Axis(name: member.name, param: name)
  }

  private func isUsable(_ value: Value) -> Bool {
    if case .array(let values) = value { !values.isEmpty } else { false }
  }

  /// The number of values of an axis at the level that has most.
  private func size(of axis: Axis) -> Int {
    guard let name = axis.param else { return axis.values.count }
    let values =
      names.params.filter { $0.name == name }.map(\.value)
      + names.levels.flatMap(\.params).filter { $0.name == name }.map(\.value)
    return values.map { $0.asArray?.count ?? 1 }.max() ?? 1
  }
}
