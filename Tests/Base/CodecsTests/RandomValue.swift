import Codecs
import TestKit

extension SeededGenerator {
  /// A random value whose containers nest at most `depth` deep.
  mutating func value(depth: Int) -> Value {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &self) {
    case 0: .null
    case 1: .bool(Bool.random(using: &self))
    case 2: .int(Int64(bitPattern: next()) >> Int64.random(in: 0..<64, using: &self))
    case 3: .double(double())
    case 4: .bytes(bytes(Int.random(in: 0...40, using: &self)))
    case 5: .text(text())
    case 6: .array((0..<Int.random(in: 0...5, using: &self)).map { _ in value(depth: depth - 1) })
    default: .map(map(depth: depth - 1))
    }
  }

  /// A random map whose values nest at most `depth` deep.
  mutating func map(depth: Int) -> ValueMap {
    var map = ValueMap()
    for _ in 0..<Int.random(in: 0...5, using: &self) { map[text()] = value(depth: depth) }
    return map
  }

  /// A random text of ASCII, control and other characters.
  mutating func text() -> String {
    let alphabet = Array("ab\u{0}\n\"\\é€𝄞/z09 ")
    return String(
      (0..<Int.random(in: 0...12, using: &self)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &self)]
      })
  }

  /// A random double of any width and sign, sometimes special.
  mutating func double() -> Double {
    switch Int.random(in: 0..<6, using: &self) {
    case 0: Double(bitPattern: next())
    case 1: Double(Float(bitPattern: UInt32(truncatingIfNeeded: next())))
    case 2: Double(Float16(bitPattern: UInt16(truncatingIfNeeded: next())))
    case 3: Double(Int16(truncatingIfNeeded: next()))
    case 4: [0.0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude][Int(next() % 6)]
    default: Double.random(in: -1...1, using: &self)
    }
  }
}
