/// JSON: a strict RFC 8259 parser and a canonical writer.
///
/// The writer gives every ``Value`` one text. Keys are sorted by their UTF-8 bytes; doubles are the
/// shortest decimals that read back as the same double, always with a point or an exponent (`1.0`,
/// `0.1`, `1e-05`); what JSON has no number for is the text `NaN`, `Infinity` or `-Infinity`; bytes
/// are lower-case hexadecimal text. Only quotes, backslashes and control characters are escaped.
public enum JSON {
  /// How many containers may be nested in a text unless the caller says otherwise.
  public static let depthLimit = 64

  /// The canonical text of `value` as UTF-8.
  ///
  /// Pretty text is indented by two spaces and ends with a line feed; the other form has no white
  /// space.
  public static func encode(_ value: Value, pretty: Bool = false) -> [UInt8] {
    var writer = JSONWriter(pretty: pretty)
    writer.write(value)
    return writer.finish()
  }

  /// The canonical text of `value`.
  public static func string(_ value: Value, pretty: Bool = false) -> String {
    String(decoding: encode(value, pretty: pretty), as: UTF8.self)
  }

  /// The value that all of `bytes` spell.
  ///
  /// A number without point and exponent that fits `Int64` becomes an integer, every other a
  /// double; one too large for a double is an error, as are repeated keys, texts that are not
  /// Unicode, whole numbers that a double would round and more than `depthLimit` nested containers.
  /// With `takesNonFinite`, `NaN`, `Infinity` and `-Infinity` are numbers, as common writers put
  /// them against the standard.
  public static func decode(
    _ bytes: [UInt8], depthLimit: Int = JSON.depthLimit, takesNonFinite: Bool = false
  ) throws(JSONError) -> Value {
    var parser = JSONParser(bytes.span, depthLimit: depthLimit, takesNonFinite: takesNonFinite)
    return try parser.parseDocument()
  }
}
