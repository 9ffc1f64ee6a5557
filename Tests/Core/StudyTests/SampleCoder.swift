import Bytes
import Codecs
import Study

/// Puts something into every field of a record, so that no sample can leave one out.
///
/// Words, and what depends on them, differ from variant to variant: all variants together have
/// every word of an enumeration.
struct SampleCoder: FieldCoder {
  /// How many variants have every word of every enumeration.
  static let variants = 8

  let variant: Int
  /// What a record refused of what was put into it.
  private(set) var problems: [String] = []

  init(variant: Int) { self.variant = variant }

  var isReading: Bool { true }

  mutating func field<V: FieldValue>(_ name: String, _ value: inout V, _ summary: String) {
    value = Self.sample(V.self, variant) ?? value
  }

  mutating func field<V: FieldValue>(_ name: String, _ value: inout V?, _ summary: String) {
    value = Self.sample(V.self, variant)
  }

  mutating func field<V: FieldValue>(_ name: String, _ values: inout [V], _ summary: String) {
    values = [Self.sample(V.self, variant), Self.sample(V.self, variant + 1)].compactMap(\.self)
  }

  mutating func field<V: FieldValue>(
    _ name: String, _ value: inout V, unless usual: @autoclosure () -> V, _ summary: String
  ) {
    value = Self.sample(V.self, variant) ?? value
  }

  mutating func refuse(_ name: String, _ expectation: String) {
    problems.append("\(name) \(expectation)")
  }

  private static func sample<V: FieldValue>(_ type: V.Type, _ variant: Int) -> V? {
    if let type = V.self as? any Sampled.Type { return type.made(variant) as? V }
    if let type = V.self as? any Word.Type { return word(type, variant) as? V }
    if let type = V.self as? any Recordable.Type { return type.filled(variant) as? V }
    return nil
  }

  private static func word<W: Word>(_ type: W.Type, _ variant: Int) -> W {
    let words = Array(W.allCases)
    return words[variant % words.count]
  }
}

extension Recordable {
  /// A record with something in every field.
  static func filled(_ variant: Int = 0) -> Self {
    var record = Self()
    var coder = SampleCoder(variant: variant)
    record.code(&coder)
    if var plan = record as? Plan {
      // Of the designs a plan has one, and none has the fields of all.
      plan.design = Design.sample(variant)
      return plan as? Self ?? record
    }
    precondition(coder.problems.isEmpty, "\(Self.self): \(coder.problems)")
    return record
  }

  /// One of each variant.
  static var samples: [Self] { (0..<SampleCoder.variants).map { filled($0) } }
}

extension Design {
  /// Each of the designs by turns.
  static func sample(_ variant: Int) -> Design {
    switch variant % 4 {
    case 0: .paired(.filled(variant))
    case 1: .sweep(.filled(variant))
    case 2: .exec
    default: .single
    }
  }
}

/// A value that is no word and no record.
protocol Sampled: FieldValue {
  static func made(_ variant: Int) -> Self
}

extension String: Sampled {
  static func made(_ variant: Int) -> String { "text \(variant)" }
}

extension Int: Sampled {
  static func made(_ variant: Int) -> Int { 1 + variant }
}

extension Int64: Sampled {
  static func made(_ variant: Int) -> Int64 { 1 + Int64(variant) }
}

extension Double: Sampled {
  static func made(_ variant: Int) -> Double { 0.25 + Double(variant) }
}

extension Bool: Sampled {
  static func made(_ variant: Int) -> Bool { true }
}

extension Digest: Sampled {
  static func made(_ variant: Int) -> Digest { .sample(UInt8(1 + variant)) }
}

extension Value: Sampled {
  static func made(_ variant: Int) -> Value { [.int(Int64(variant)), "b", 0.5] }
}

extension ValueMap: Sampled {
  static func made(_ variant: Int) -> ValueMap { ["key": .int(Int64(variant))] }
}

extension EventPosition: Sampled {
  static func made(_ variant: Int) -> EventPosition {
    EventPosition(entry: UInt64(12 + variant), ordinal: 1)
  }
}

extension Threshold: Sampled {
  static func made(_ variant: Int) -> Threshold { Threshold(.less, Double(variant)) }
}

extension RowCondition: Sampled {
  static func made(_ variant: Int) -> RowCondition { must { RowCondition("age <= 17") } }
}

extension Condition: Sampled {
  static func made(_ variant: Int) -> Condition {
    must { try? Condition("work.accuracy.std <= 0.02") }
  }
}

extension Study.Stream: Sampled {
  static func made(_ variant: Int) -> Study.Stream { .run("s", "s\(variant)") }
}

extension ReportedLines: Sampled {
  static func made(_ variant: Int) -> ReportedLines {
    ReportedLines([["metric": ["name": "loss", "value": .int(Int64(variant))]]])
  }
}

private func must<T>(_ make: () -> T?) -> T {
  guard let made = make() else { preconditionFailure("\(T.self) has no sample") }
  return made
}

extension EventData {
  /// Facts of every type that the rules emit, with something in every field between them.
  static let samples: [EventData] = EventType.all.flatMap { type in
    (type.payload?.records ?? []).map { record in
      guard
        let fact = try? EventData(type: type.definition.type, version: 1, data: record.encoded)
      else { preconditionFailure("\(type.definition.type) does not read its own sample") }
      return fact
    }
  }
}

extension Recordable {
  /// The samples as records of any kind.
  static var records: [any Recordable] { samples }
}
