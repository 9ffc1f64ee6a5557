public import Codecs
import YAML

extension Item {
  /// A text that is not empty; a number, a boolean and nothing are not texts.
  public func text() -> String? {
    guard case .text(let text) = node.scalar else {
      let isPlain = node.scalar != nil && !node.isNull
      mismatch("text", hint: isPlain ? "put it in quotes" : nil)
      return nil
    }
    guard !text.isEmpty else {
      fail("\(name) must not be empty")
      return nil
    }
    guard !text.utf8.contains(0) else {
      fail("\(name) contains a NUL byte, which ends text for programs")
      return nil
    }
    return text
  }

  /// A list of texts.
  public func texts() -> [String]? {
    elements()?.compactMap { $0.text() }
  }

  /// One of some words.
  public func word(_ kind: String, among words: [String]) -> String? {
    guard let text = text() else { return nil }
    guard words.contains(text) else {
      unknown(kind, text, among: words)
      return nil
    }
    return text
  }

  /// `true` or `false`.
  public func bool() -> Bool? {
    guard let bool = node.asBool else {
      mismatch("true or false")
      return nil
    }
    return bool
  }

  /// An integer within the range; anything else is reported, and nil.
  public func wholeNumber(in range: ClosedRange<Int64>) -> Int64? {
    guard let number = node.asInt else {
      if node.asDouble != nil {
        mismatch("a whole number of at most 64 bits")
      } else {
        mismatch("a whole number")
      }
      return nil
    }
    guard range.contains(number) else {
      if range.upperBound == Int64.max {
        mismatch("at least \(range.lowerBound)")
      } else {
        mismatch("from \(range.lowerBound) to \(range.upperBound)")
      }
      return nil
    }
    return number
  }

  /// A number, a text, true or false, as a parameter or an axis holds it.
  public func scalarValue() -> Value? {
    switch node.scalar {
    case .bool(let bool): return .bool(bool)
    case .int(let int): return .int(int)
    case .text(let text):
      guard !text.utf8.contains(0) else {
        fail("\(name) contains a NUL byte, which ends text for programs")
        return nil
      }
      return .text(text)
    case .double(let double):
      guard double.isFinite else {
        mismatch("a finite number")
        return nil
      }
      if let text = node.asText, text.utf8.allSatisfy({ "0123456789+-".utf8.contains($0) }) {
        mismatch(
          "a whole number of at most 64 bits", hint: "in quotes, it is a text and stays as it is")
        return nil
      }
      return .double(double)
    case .null, nil:
      mismatch("a number, a text, true or false")
      return nil
    }
  }

  /// A scalar or a list of scalars.
  public func parameterValue() -> Value? {
    guard node.asSequence != nil else { return scalarValue() }
    guard let elements = elements() else { return nil }
    let values = elements.compactMap { $0.scalarValue() }
    return values.count == elements.count ? .array(values) : nil
  }
}
