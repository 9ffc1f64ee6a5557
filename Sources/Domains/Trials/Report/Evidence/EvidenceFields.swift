import Codecs
import StageKit

extension StageFields {
  /// A number, or nil where the member is null; a member that is absent is an error.
  func numberOrNull(_ name: String) throws(StageError) -> Double? {
    guard let value = map[name] else { throw StageError(.invalid, "\(place) has no '\(name)'") }
    return value.isNull ? nil : try number(name)
  }

  /// An object that has to be there.
  func object(_ name: String) throws(StageError) -> StageFields {
    guard has(name) else { throw StageError(.invalid, "\(place) has no '\(name)'") }
    return try StageFields(.map(map(name)), "\(place): \(name)")
  }

  /// A list of objects that has to be there.
  func objects(_ name: String) throws(StageError) -> [StageFields] {
    guard has(name) else { throw StageError(.invalid, "\(place) has no '\(name)'") }
    return try list(name) { (fields) throws(StageError) in fields }
  }

  /// Two ends, or nil where the member is null.
  func interval(_ name: String) throws(StageError) -> Evidence.Interval? {
    guard let value = map[name] else { throw StageError(.invalid, "\(place) has no '\(name)'") }
    if value.isNull { return nil }
    guard let ends = value.asArray?.compactMap(\.asDouble), ends.count == 2, ends[0] <= ends[1]
    else { throw StageError(.invalid, "\(place): '\(name)' is no interval") }
    return Evidence.Interval(lower: ends[0], upper: ends[1])
  }
}

extension String {
  /// A reason without the program's name of the test before it.
  var withoutTestNames: String {
    [TestMethod.pairedT, .signedRank].reduce(self) { text, method in
      text.replacing("\(method.rawValue): ", with: "")
    }
  }
}
