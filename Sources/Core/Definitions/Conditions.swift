import StageKit
import Study
import YAML

extension Item {
  /// A condition over the results of stages, each of which has to exist.
  func condition(stages: [String]) -> Expression? {
    guard let text = text() else { return nil }
    let expression: Expression
    do throws(ExpressionError) {
      expression = try Expression(parsing: text)
    } catch {
      fail(
        "\(name) is no condition: \(error.message)",
        at: problems.source.mark(ofByte: error.offset, in: node))
      return nil
    }
    var isKnown = true
    for reference in expression.references where !stages.contains(reference.stage) {
      isKnown = false
      let offset = Self.offset(of: reference.description, in: text)
      unknown(
        "stage", reference.stage, among: stages,
        at: problems.source.mark(ofByte: offset, in: node))
    }
    return isKnown ? expression : nil
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
