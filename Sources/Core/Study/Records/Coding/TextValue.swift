import Bytes
public import Codecs

/// A value that stands in a record as a text of its own form.
public protocol TextValue: FieldValue {
  var text: String { get }
  /// Reads the text; the error says what is wrong with it.
  static func parse(_ text: String) throws(FieldError) -> Self
}

extension TextValue {
  /// A text.
  public static var kind: EventDefinition.Kind { .text }

  public static func read(
    _ reader: inout CBORReader, of bytes: [UInt8], from base: Int
  ) throws(FieldError) -> Self {
    try parse(try String.read(&reader, of: bytes, from: base))
  }

  public func write(to writer: inout CBORWriter, depth: Int) { writer.text(text) }
}

/// One of the words of an enumeration.
public protocol Word: TextValue, CaseIterable, RawRepresentable where RawValue == String {}

extension Word {
  /// The word.
  public var text: String { rawValue }

  /// The case that a word stands for.
  public static func parse(_ text: String) throws(FieldError) -> Self {
    guard let word = Self(rawValue: text) else {
      let words = allCases.map(\.rawValue).joined(separator: ", ")
      throw FieldError(path: "", expectation: "is '\(text)', not one of \(words)")
    }
    return word
  }
}

extension Threshold: TextValue {
  /// The form that ``init(_:)`` parses.
  public var text: String { description }

  /// The threshold that a text stands for.
  public static func parse(_ text: String) throws(FieldError) -> Threshold {
    guard let threshold = Threshold(text) else {
      throw FieldError(path: "", expectation: "is not a threshold")
    }
    return threshold
  }
}

extension RowCondition: TextValue {
  /// The form that ``init(_:)`` parses.
  public var text: String { description }

  /// The condition that a text stands for.
  public static func parse(_ text: String) throws(FieldError) -> RowCondition {
    guard let condition = RowCondition(text) else {
      throw FieldError(path: "", expectation: "is not a condition on a row")
    }
    return condition
  }
}

extension Condition: TextValue {
  /// The form that ``init(_:)`` parses.
  public var text: String { description }

  /// The condition that a text stands for.
  public static func parse(_ text: String) throws(FieldError) -> Condition {
    do throws(ConditionError) {
      return try Condition(text)
    } catch {
      throw FieldError(path: "", expectation: error.message)
    }
  }
}

extension Stream: TextValue {
  /// The path.
  public var text: String { description }

  /// The subject that a path names.
  public static func parse(_ text: String) throws(FieldError) -> Stream {
    guard let stream = Stream(text) else {
      throw FieldError(path: "", expectation: "does not name a subject")
    }
    return stream
  }
}
