/// One value of a row, in SQLite's own five kinds.
public enum Cell: Equatable, Sendable {
  case null
  case int(Int64)
  case double(Double)
  case text(String)
  case blob([UInt8])

  /// The whole number, if it is one.
  public var asInt: Int64? { if case .int(let value) = self { value } else { nil } }

  /// The number: SQLite keeps a REAL that is whole as an integer where the column has no type.
  public var asDouble: Double? {
    switch self {
    case .double(let value): value
    case .int(let value): Double(exactly: value)
    default: nil
    }
  }

  /// The text, if it is one.
  public var asText: String? { if case .text(let value) = self { value } else { nil } }
}

extension Cell: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByFloatLiteral,
  ExpressibleByNilLiteral
{
  public init(integerLiteral value: Int64) { self = .int(value) }
  public init(stringLiteral value: String) { self = .text(value) }
  public init(floatLiteral value: Double) { self = .double(value) }
  /// Nothing.
  public init(nilLiteral: ()) { self = .null }
}
