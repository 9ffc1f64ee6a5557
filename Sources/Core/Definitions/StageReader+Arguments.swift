import StageKit
import Study
import YAML

extension StageReader {
  /// The argument vector, with every reference checked.
  func arguments(of stage: StagePlan) -> [String] {
    guard let item = section["run"] else { return [] }
    if let line = item.node.asText, !line.isEmpty {
      item.fail(
        "run must be a list of arguments, found text '\(line)'",
        hint: "no shell reads it: write [program, argument, ...], or [sh, -c, '...'] for a shell")
      return []
    }
    guard let elements = item.elements() else { return [] }
    guard !elements.isEmpty else {
      item.fail("run must not be empty", hint: "its first element is the program")
      return []
    }
    return elements.enumerated().compactMap { index, element in
      guard let text = element.argument() else { return nil }
      if index == 0, text.isEmpty {
        element.fail("the program must not be empty")
        return nil
      }
      check(text, element, of: stage)
      return text
    }
  }

  private func check(_ text: String, _ item: Item, of stage: StagePlan) {
    let template: Template
    do throws(TemplateError) {
      template = try Template(parsing: text)
    } catch {
      item.fail(error.message, at: item.mark(ofFirst: "${"))
      return
    }
    for reference in template.references {
      switch reference {
      case .seed, .level, .run, .study: break
      case .param(let name):
        check(name, "parameter", "params", among: names.paramNames, item)
      case .input(let name):
        check(name, "input", "inputs", among: stage.inputs.map(\.name) + names.inputs, item)
      case .unit(let name):
        check(name, "axis", "unit", among: stage.foreach.map(\.name), item)
      case .assignment(let assigned): check(assigned, item, of: stage)
      }
    }
  }

  /// A run has a variant, a task and a pair; a stage of a wider scope less of it.
  private func check(
    _ assigned: Template.AssignmentReference, _ item: Item, of stage: StagePlan
  ) {
    if names.design.references(in: stage.scope).contains(assigned) { return }
    item.fail(
      "'${\(assigned.rawValue)}' has no value in a stage done once per '\(stage.scope.rawValue)'"
        + (names.design.paired != nil ? "" : " of a \(names.design.name) study"),
      at: item.mark(ofFirst: "${\(assigned.rawValue)}"))
  }

  private func check(
    _ name: String, _ kind: String, _ prefix: String, among known: [String], _ item: Item
  ) {
    if known.contains(name) { return }
    let reference = "${\(prefix).\(name)}"
    item.fail(
      "unknown \(kind) '\(name)' in '\(reference)'", hint: Hint.choice(name, among: known),
      at: item.mark(ofFirst: reference))
  }
}

extension Item {
  /// An argument as it is written; a number needs no quotes.
  fileprivate func argument() -> String? {
    guard case .scalar(let text, let plain, _) = node, !(plain && text.isEmpty) else {
      mismatch("text")
      return nil
    }
    guard !text.utf8.contains(0) else {
      fail("\(name) has a zero byte, which no argument can have")
      return nil
    }
    return text
  }

  /// The place of the first occurrence of a word in the value's text.
  fileprivate func mark(ofFirst word: String) -> Mark {
    guard let text = node.asText else { return node.mark }
    let bytes = Array(text.utf8)
    let wanted = Array(word.utf8)
    var offset = 0
    while offset + wanted.count <= bytes.count {
      if bytes[offset..<offset + wanted.count].elementsEqual(wanted) {
        return problems.source.mark(ofByte: offset, in: node)
      }
      offset += 1
    }
    return node.mark
  }
}
