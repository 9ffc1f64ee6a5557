import Codecs
import StageKit

/// Writes a state as a value, which JSON spells without loss.
struct StateWriter: StateCoder {
  private(set) var value: Value = .null
  private var members: [(String, Value)] = []

  /// The value of a state.
  static func value<T: Coded>(of state: T) -> Value {
    var copy = state
    var writer = StateWriter()
    copy.code(&writer)
    return writer.finish()
  }

  private func finish() -> Value { members.isEmpty ? value : .map(ValueMap(members)) }

  mutating func scalar(_ value: inout Int) { self.value = .int(Int64(value)) }
  mutating func scalar(_ value: inout Double) { self.value = .double(value) }
  mutating func scalar(_ value: inout Bool) { self.value = .bool(value) }
  mutating func scalar(_ value: inout String) { self.value = .text(value) }
  mutating func field<T: Coded>(_ name: String, _ value: inout T) {
    var child = StateWriter()
    value.code(&child)
    members.append((name, child.finish()))
  }
  mutating func list<T: Coded>(_ values: inout [T]) {
    value = .array(values.map { Self.value(of: $0) })
  }
}

/// Reads a state from a value.
///
/// Every field has to be there, and nothing else.
struct StateReader: StateCoder {
  private let value: Value
  private let path: String
  private(set) var problem: String?

  /// The state that a value holds.
  static func read<T: Coded>(_ type: T.Type, from value: Value, _ what: String) throws(StageError)
    -> T
  {
    var state = T()
    var reader = StateReader(value: value, path: "")
    state.code(&reader)
    if let problem = reader.problem { throw .invalid("\(what): \(problem)") }
    var again = state
    var writer = StateWriter()
    again.code(&writer)
    try require(
      StateWriter.value(of: state) == value, "\(what) holds members that are not known here")
    return state
  }

  private init(value: Value, path: String) {
    self.value = value
    self.path = path
  }

  private mutating func fail(_ expected: String) {
    problem = problem ?? "'\(path)' is not \(expected)"
  }

  mutating func scalar(_ target: inout Int) {
    if let number = value.asInt { target = Int(number) } else { fail("a whole number") }
  }
  mutating func scalar(_ target: inout Double) {
    switch value {
    case .double(let number): target = number
    case .text("NaN"): target = .nan
    case .text("Infinity"): target = .infinity
    case .text("-Infinity"): target = -.infinity
    default: fail("a number")
    }
  }
  mutating func scalar(_ target: inout Bool) {
    if let flag = value.asBool { target = flag } else { fail("true or false") }
  }
  mutating func scalar(_ target: inout String) {
    if let text = value.asText { target = text } else { fail("a text") }
  }
  mutating func field<T: Coded>(_ name: String, _ target: inout T) {
    let inside = path.isEmpty ? name : "\(path).\(name)"
    guard let member = value.asMap?[name] else {
      problem = problem ?? "'\(inside)' is missing"
      return
    }
    var child = StateReader(value: member, path: inside)
    target.code(&child)
    problem = problem ?? child.problem
  }
  mutating func list<T: Coded>(_ target: inout [T]) {
    guard let elements = value.asArray else { return fail("a list") }
    target = []
    for (index, element) in elements.enumerated() {
      var child = StateReader(value: element, path: "\(path)[\(index)]")
      var one = T()
      one.code(&child)
      problem = problem ?? child.problem
      target.append(one)
    }
  }
}
