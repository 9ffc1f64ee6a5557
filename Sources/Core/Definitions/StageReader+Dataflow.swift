import StageKit
import Study
import YAML

extension StageReader {
  /// What the stage reads: `stage/output`, the same of every earlier attempt in the study as
  /// `earlier.stage/output`, or an input of the study as `inputs.NAME` or `NAME`.
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
    let prefix = "earlier."
    let isEarlier = text.hasPrefix(prefix)
    let name = String(text[..<slash].dropFirst(isEarlier ? prefix.count : 0))
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
    return isEarlier ? .earlier(name, output) : .stage(name, output)
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
}
