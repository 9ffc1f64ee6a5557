import Codecs
import TestKit
import Testing

/// What SciPy found in the same numbers; `vectors/scipy_vectors.py` says how.
struct SciPy {
  private let document: Fields

  init() throws {
    let bytes = try Vectors.bytes("Tests/Kit/NumericsTests/vectors/scipy.json")
    document = Fields(map: try #require(try JSON.decode(bytes).asMap))
  }

  /// The cases of a kind.
  func cases(_ kind: String) throws -> [Fields] {
    let cases = try #require(document.map[kind]?.asArray)
    return try cases.map { Fields(map: try #require($0.asMap)) }
  }
}

/// The members of one case.
struct Fields: CustomStringConvertible {
  let map: ValueMap

  func number(_ name: String) throws -> Double { try #require(map[name]?.asDouble) }
  func count(_ name: String) throws -> Int { Int(try #require(map[name]?.asInt)) }

  func numbers(_ name: String) throws -> [Double] {
    try #require(map[name]?.asArray).map { try #require($0.asDouble) }
  }

  /// A nested case; nil where it is absent or null.
  func nested(_ name: String) -> Fields? { map[name]?.asMap.map(Fields.init) }

  var description: String { map["name"]?.asText ?? JSON.string(.map(map)) }
}

/// Whether two numbers agree to a relative tolerance, or differ by less than `floor`.
func agree(
  _ found: Double?, _ expected: Double, _ tolerance: Double = 1e-9, floor: Double = 0
) -> Bool {
  guard let found, found.isFinite else { return false }
  let difference = abs(found - expected)
  return difference <= tolerance * max(abs(found), abs(expected)) || difference <= floor
}
