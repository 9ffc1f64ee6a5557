import Bytes
import Codecs
import Study

/// The members of a JSON object that are there; nil ones are left out.
func members(_ pairs: (String, Value?)...) -> Value {
  var map = ValueMap()
  for (name, value) in pairs { if let value { map[name] = value } }
  return .map(map)
}

extension Value {
  /// A time in UTC.
  static func time(_ nanoseconds: Int64?) -> Value? {
    nanoseconds.map { .text(Text.time($0)) }
  }

  /// A duration in seconds.
  static func seconds(_ nanoseconds: Int64?) -> Value? {
    nanoseconds.map { .double(Double($0) / 1e9) }
  }

  /// A digest with the name of its function.
  static func hash(_ digest: Digest?) -> Value? { digest.map { .text(Text.hash($0)) } }

  static func some(_ text: String?) -> Value? { text.map { .text($0) } }

  static func count(_ count: Int) -> Value { .int(Int64(count)) }

  /// Parameters by name.
  static func parameters(_ parameters: [Parameter]) -> Value {
    var map = ValueMap()
    for parameter in parameters { map[parameter.name] = parameter.value }
    return .map(map)
  }

  /// Metrics by name.
  static func metrics(_ metrics: [MetricValue]) -> Value {
    var map = ValueMap()
    for metric in metrics { map[metric.name] = .double(metric.value) }
    return .map(map)
  }

  /// A pinned file.
  static func file(_ pin: FilePin) -> Value {
    members(
      ("path", .text(pin.path)), ("hash", .hash(pin.digest)), ("size_bytes", .int(pin.size)))
  }

  /// The attempt whose result was taken over.
  static func reused(_ reused: ReusedResult) -> Value { .map(reused.record) }

  /// A file that an attempt left behind.
  static func file(_ output: OutputRecord) -> Value {
    members(
      ("path", .text(output.path)), ("hash", .hash(output.digest)),
      ("size_bytes", .int(output.size)), ("kept", .bool(output.kept)))
  }
}
