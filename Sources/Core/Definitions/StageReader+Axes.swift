import Codecs
import StageKit
import Study
import YAML

extension StageReader {
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
    // As long as a file name may be, with every byte that is none of a name as three.
    var longest = 0
    for axis in axes { longest += axis.name.utf8.count + 2 + self.longest(of: axis) }
    if longest > Limits.unitNameMax {
      item.fail(
        "foreach makes the name of a unit as long as \(longest) bytes, and it has at most "
          + "\(Limits.unitNameMax)",
        hint: "shorten the values; a byte outside ASCII counts as three")
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
    if item.node.asSequence == nil, let text = item.node.asText {
      return param(for: member, text).map { Axis(name: member.name, param: $0) }
    }
    guard let elements = item.elements() else { return nil }
    if elements.isEmpty { item.fail("axis '\(member.name)' has no values") }
    var values: [Value] = []
    var known: Set<[UInt8]> = []
    for element in elements {
      guard let value = element.scalarValue() else { continue }
      if let complaint = complaint(about: value.plainText, known: &known) {
        element.fail("axis '\(member.name)' has the value '\(value.plainText)', which \(complaint)")
      } else {
        values.append(value)
      }
    }
    return Axis(name: member.name, values: values)
  }

  /// The parameter behind `${params.NAME}`, which has to be a usable list at every level.
  private func param(for member: Member, _ text: String) -> String? {
    let item = member.value
    guard let template = try? Template(parsing: text), template.parts.count == 1,
      case .reference(.param(let name)) = template.parts[0]
    else {
      item.mismatch("a list or one '${params.NAME}'")
      return nil
    }
    guard let parameter = names.params.first(where: { $0.name == name }) else {
      item.unknown("parameter", name, among: names.paramNames)
      return nil
    }
    var isUsable = check(parameter.value, of: name, "", member)
    for level in names.levels {
      guard isUsable, let own = level.params.first(where: { $0.name == name }) else { continue }
      let place = level.name.isEmpty ? "" : " at level '\(level.name)'"
      isUsable = check(own.value, of: name, place, member)
    }
    return isUsable ? name : nil
  }

  private func check(_ value: Value, of param: String, _ place: String, _ member: Member) -> Bool {
    guard case .array(let values) = value, !values.isEmpty else {
      member.value.fail(
        "axis '\(member.name)' needs a list with values, which parameter '\(param)' is not\(place)")
      return false
    }
    var known: Set<[UInt8]> = []
    for text in values.map(\.plainText) {
      guard let complaint = complaint(about: text, known: &known) else { continue }
      member.value.fail(
        "axis '\(member.name)' takes '\(text)' from parameter '\(param)'\(place), "
          + "which \(complaint)")
      return false
    }
    return true
  }

  /// Why a value cannot name a unit: `axis=value` is a key, and the name of a directory.
  private func complaint(about text: String, known: inout Set<[UInt8]>) -> String? {
    if text.isEmpty { return "is empty" }
    if text.utf8.count > Identifier.lengthMax {
      return "has more than \(Identifier.lengthMax) bytes"
    }
    guard text.utf8.allSatisfy({ $0 >= 32 && !",/".utf8.contains($0) }) else {
      return "has a ',' or '/' or control character, and so cannot name a unit"
    }
    return known.insert(Array(text.utf8)).inserted ? nil : "is there twice"
  }

  /// The length of the longest value of an axis as part of a file name.
  private func longest(of axis: Axis) -> Int {
    var values = axis.values
    if let name = axis.param {
      let all = names.params + names.levels.flatMap(\.params)
      values = all.filter { $0.name == name }.flatMap { $0.value.asArray ?? [$0.value] }
    }
    let lengths = values.map { value in
      value.plainText.utf8.reduce(0) { sum, byte in sum + (Self.isPlain(byte) ? 1 : 3) }
    }
    return lengths.max() ?? 0
  }

  /// Whether a byte stands as it is in the name of a unit's directory.
  private static func isPlain(_ byte: UInt8) -> Bool {
    let isLetter = byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
    let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    return isLetter || isDigit || "=,._-".utf8.contains(byte)
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
