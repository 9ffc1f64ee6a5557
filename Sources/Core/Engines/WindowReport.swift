import Codecs
import Study

/// What is wrong with a line that a stage reported.
struct ReportError: Error {
  /// The rest of a sentence that begins with what was reported.
  var problem: String
}

/// A window as a stage reports it.
struct WindowReport {
  var baseline: String
  /// Its number.
  var window: Int
  /// What it observed; what the baseline points at, otherwise.
  var subject: String?
  /// Ticks that were observed.
  var seen: Int?
  /// Ticks that it has.
  var expected: Int?
  /// The numbers among what it measured.
  var values: ValueMap
  /// What it measured and is no number.
  var unreadable: [String]

  /// Reads the value of a line; members that are not known are passed over.
  init(_ value: Value) throws(ReportError) {
    let members = try value.members()
    guard let baseline = try members.text("baseline") else {
      throw ReportError(problem: "names no 'baseline'")
    }
    guard let window = try members.count("window") else {
      throw ReportError(problem: "has no number under 'window'")
    }
    self.baseline = baseline
    self.window = window
    subject = try members.text("subject")
    seen = try members.count("ticks_seen")
    expected = try members.count("ticks_expected")
    guard let measured = (members["values"] ?? .map([:])).asMap else {
      throw ReportError(problem: "has no map under 'values'")
    }
    values = ValueMap()
    unreadable = []
    for (name, value) in measured {
      guard Identifier.isName(name) else {
        throw ReportError(problem: "has a value of no legal name")
      }
      values[name] = value.asReportedNumber
      if values[name] == nil { unreadable.append(name) }
    }
  }
}

extension Value {
  /// The members of the object that a line holds.
  func members() throws(ReportError) -> ValueMap {
    guard let map = asMap else { throw ReportError(problem: "is no JSON object") }
    return map
  }

  /// The number that a stage means, as it wrote it; NaN and infinities as texts.
  fileprivate var asReportedNumber: Value? {
    switch self {
    case .int, .double: self
    case .text("NaN"): .double(.nan)
    case .text("Infinity"): .double(.infinity)
    case .text("-Infinity"): .double(-.infinity)
    default: nil
    }
  }
}

extension ValueMap {
  /// A text that is not empty, or nil when it is not there.
  func text(_ name: String) throws(ReportError) -> String? {
    guard let value = self[name], !value.isNull else { return nil }
    guard let text = value.asText, !text.isEmpty, text.utf8.count <= Identifier.lengthMax * 10
    else { throw ReportError(problem: "has no short text under '\(name)'") }
    return text
  }

  /// A count that is not negative, or nil when it is not there.
  fileprivate func count(_ name: String) throws(ReportError) -> Int? {
    guard let value = self[name], !value.isNull else { return nil }
    guard let int = value.asInt, let count = Int(exactly: int), (0...Int(Int32.max)).contains(count)
    else { throw ReportError(problem: "has no count under '\(name)'") }
    return count
  }
}
