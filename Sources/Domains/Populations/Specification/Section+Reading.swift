import Files
import StageKit
import YAML

extension Section {
  /// The text of a key, if it is there.
  func text(_ key: String) -> String? {
    guard let item = self[key], !item.node.isNull else { return nil }
    guard let text = item.node.asText else {
      item.mismatch("a text")
      return nil
    }
    return text
  }

  /// The number of a key, if it is there; anything but a finite one is reported.
  func number(_ key: String) -> Double? {
    guard let item = self[key], !item.node.isNull else { return nil }
    return item.number()
  }

  /// The whole number of a key, if it is there.
  func integer(_ key: String) -> Int? {
    guard let item = self[key], !item.node.isNull else { return nil }
    guard let number = item.node.asInt else {
      item.mismatch("a whole number")
      return nil
    }
    return Int(number)
  }

  /// The truth value of a key, if it is there.
  func flag(_ key: String) -> Bool? {
    guard let item = self[key], !item.node.isNull else { return nil }
    guard let flag = item.node.asBool else {
      item.mismatch("true or false")
      return nil
    }
    return flag
  }

  /// The texts of a list, if it is there; empty without it.
  func texts(_ key: String) -> [String] { list(key).compactMap { $0.scalarText() } }

  /// The elements of a list; none without it.
  func list(_ key: String) -> [Item] {
    guard let item = self[key], !item.node.isNull else { return [] }
    return item.elements() ?? []
  }

  /// The members of a mapping; none without it.
  func members(_ key: String) -> [Member] {
    guard let item = self[key], !item.node.isNull else { return [] }
    return item.members() ?? []
  }

  /// One of some words, if it is there.
  func word<Word: RawRepresentable & CaseIterable>(
    _ key: String, _ type: Word.Type = Word.self
  ) -> Word? where Word.RawValue == String {
    guard let item = self[key], !item.node.isNull else { return nil }
    guard let text = item.node.asText, let word = Word(rawValue: text) else {
      item.unknown(key, item.node.asText ?? "", among: Word.allCases.map(\.rawValue))
      return nil
    }
    return word
  }
}

extension Item {
  /// The value as a finite number; anything else is reported.
  func number() -> Double? {
    guard let number = node.asDouble, number.isFinite else {
      mismatch("a finite number")
      return nil
    }
    return number
  }

  /// The value as the text of a scalar; anything else is reported.
  func scalarText() -> String? {
    guard let text = node.asText else {
      mismatch("a text")
      return nil
    }
    return text
  }
}

/// A YAML file of this domain, read with places in its errors.
enum SourceFile {
  /// The largest one, in bytes.
  static let sizeMax = 1 << 24

  /// Reads a file with `body`, which reports what is wrong with it.
  static func read<Result>(
    _ path: String, as name: String, _ body: (Item) -> Result?
  ) throws(StageError) -> Result {
    try read(StageFiles.read(path, limit: sizeMax), as: name, body)
  }

  /// Reads bytes that came from a file.
  static func read<Result>(
    _ bytes: [UInt8], as name: String, _ body: (Item) -> Result?
  ) throws(StageError) -> Result {
    let problems = Problems(file: name, text: bytes)
    var result: Result?
    do throws(YAMLError) {
      let node = try YAMLDocument.parse(bytes)
      result = body(Item(node: node, name: "the file", path: "", problems: problems))
    } catch {
      problems.report(error)
    }
    if let failure = problems.failure { throw .invalid(failure.description) }
    guard let result else { throw .invalid("'\(name)' cannot be read") }
    return result
  }
}
