public import Codecs

/// What the rules remember of a baseline.
public struct BaselineState: Recordable {
  /// What it points at.
  public var current: String?
  /// What it pointed at before, newest last.
  public var former: [String] = []
  /// Everything that was ever promoted to it, in the order of the first promotion.
  public var promoted: [String] = []
  /// What the one it points at measured when it was promoted.
  public var values = ValueMap()
  /// Windows in a row that passed since it last moved.
  public var streak = 0
  /// The number of the last window.
  public var window: Int?
  /// Whether a window has failed since it last moved.
  public var isBreached = false

  /// A baseline that points at nothing.
  public init() {}

  /// Reads a stored state.
  public init(_ fields: Fields) throws(FieldError) {
    current = try fields.textIfPresent("current")
    former = try fields.texts("former")
    promoted = try fields.texts("promoted")
    values = try fields.nested("values")
    streak = try fields.count("streak")
    window = try fields.countIfPresent("window")
    isBreached = try fields.bool("breached")
  }

  /// Writes the state.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("current", current)
    fields.put("former", former)
    fields.put("promoted", promoted)
    fields.put("values", values)
    fields.put("streak", streak)
    fields.put("window", window)
    fields.put("breached", isBreached)
  }
}
