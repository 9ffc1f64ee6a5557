// What members of an object are made from when a program writes them.

extension Value {
  /// A number of things.
  public static func count(_ count: Int) -> Value { .int(Int64(count)) }

  /// A list of texts.
  public static func texts(_ texts: some Sequence<String>) -> Value {
    .array(texts.map { .text($0) })
  }

  /// A number, or null where there is none.
  public init(orNull number: Double?) { self = number.map { .double($0) } ?? .null }

  /// A whole number, or null where there is none.
  public init(orNull number: Int?) { self = number.map { .count($0) } ?? .null }

  /// A text, or null where there is none.
  public init(orNull text: String?) { self = text.map { .text($0) } ?? .null }
}
