import StageKit
import Study
import YAML

extension Item {
  /// A condition over the results of stages, each of which has to exist.
  func condition(stages: [String]) -> Condition? {
    condition(over: "STAGE.METRIC and STAGE.verdict") { reference, mark in
      switch reference {
      case .metric(_, stage: let stage?, _), .verdict(let stage):
        if stages.contains(stage) { return true }
        unknown("stage", stage, among: stages, at: mark)
        return true
      default: return false
      }
    }
  }

  /// A condition over what became of a run.
  func exclusion() -> Condition? {
    let facts = Condition.Fact.allCases.map(\.rawValue)
    return condition(over: (["run.state", "run.elapsed"] + facts).joined(separator: ", ")) {
      reference, _ in
      switch reference {
      case .fact, .field(.state), .field(.elapsed): true
      default: false
      }
    }
  }

  /// A condition whose references all are of some kind; `isKnown` may report one itself.
  private func condition(
    over kind: String, isKnown: (Condition.Reference, Mark) -> Bool
  ) -> Condition? {
    guard let text = text() else { return nil }
    let condition: Condition
    do throws(ConditionError) {
      condition = try Condition(text)
    } catch {
      fail(
        "\(name) is not a valid condition: \(error.message)",
        at: problems.source.mark(ofByte: error.offset, in: node))
      return nil
    }
    for reference in condition.references {
      let offset = Self.offset(of: reference.description, in: text)
      let mark = problems.source.mark(ofByte: offset, in: node)
      if !isKnown(reference, mark) {
        fail("\(name) cannot look at '\(reference)'", hint: "it looks at \(kind)", at: mark)
      }
    }
    return condition
  }

  /// The first byte of a reference that stands as a word of its own.
  private static func offset(of reference: String, in text: String) -> Int {
    let wanted = Array(reference.utf8)
    let bytes = Array(text.utf8)
    func endsWord(_ index: Int) -> Bool {
      guard bytes.indices.contains(index) else { return true }
      return " ()<>=!\n\t".utf8.contains(bytes[index])
    }
    var offset = 0
    while offset + wanted.count <= bytes.count {
      if endsWord(offset - 1), endsWord(offset + wanted.count),
        bytes[offset..<offset + wanted.count].elementsEqual(wanted)
      {
        return offset
      }
      offset += 1
    }
    return bytes.count
  }
}
