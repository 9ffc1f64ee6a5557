import Testing
import YAML

@Suite struct `A plain scalar` {
  static let readings: [(text: String, scalar: Scalar)] = [
    ("null", .null), ("Null", .null), ("NULL", .null), ("~", .null), ("", .null),
    ("true", .bool(true)), ("True", .bool(true)), ("TRUE", .bool(true)),
    ("false", .bool(false)), ("False", .bool(false)), ("FALSE", .bool(false)),
    ("yes", .text("yes")), ("no", .text("no")), ("on", .text("on")), ("off", .text("off")),
    ("y", .text("y")), ("tRue", .text("tRue")), ("nil", .text("nil")),
    ("0", .int(0)), ("42", .int(42)), ("-7", .int(-7)), ("+7", .int(7)), ("012", .int(12)),
    ("0x1F", .int(31)), ("0o17", .int(15)), ("0b11", .text("0b11")), ("0x", .text("0x")),
    ("0x-1", .text("0x-1")), ("-0x1", .text("-0x1")), ("0o8", .text("0o8")),
    ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
    ("9223372036854775808", .double(9_223_372_036_854_775_808)),
    ("1.5", .double(1.5)), ("1.", .double(1)), (".5", .double(0.5)), ("-.5", .double(-0.5)),
    ("1e3", .double(1000)), ("1E-2", .double(0.01)), ("1.5e+2", .double(150)),
    (".inf", .double(.infinity)), ("-.INF", .double(-.infinity)), ("+.Inf", .double(.infinity)),
    (".", .text(".")), ("-", .text("-")), ("+", .text("+")), ("e5", .text("e5")),
    ("1e", .text("1e")), ("1.2.3", .text("1.2.3")), ("1_000", .text("1_000")),
    ("inf", .text("inf")), ("nan", .text("nan")), ("0x1p3", .text("0x1p3")),
    ("1 ", .text("1 ")), (" 1", .text(" 1")), ("٣", .text("٣")), ("12:30", .text("12:30")),
    ("2026-01-01", .text("2026-01-01")),
  ]

  @Test(arguments: readings) func `is read by the core schema`(
    reading: (text: String, scalar: Scalar)
  ) {
    #expect(Scalar(plain: reading.text) == reading.scalar)
  }

  @Test func `that is not a number is one all the same`() {
    for text in [".nan", ".NaN", ".NAN"] {
      guard case .double(let value) = Scalar(plain: text) else {
        Issue.record("'\(text)' is no double")
        continue
      }
      #expect(value.isNaN)
    }
  }

  @Test func `in quotes is a text`() throws {
    let root = try parse("['42', \"true\", 'null', '', 42, true, ~, 1.5]")
    let nodes = try #require(root.asSequence)
    #expect(nodes.map(\.asInt) == [nil, nil, nil, nil, 42, nil, nil, nil])
    #expect(nodes.map(\.asBool) == [nil, nil, nil, nil, nil, true, nil, nil])
    #expect(nodes.map(\.isNull) == [false, false, false, false, false, false, true, false])
    #expect(nodes.map(\.asDouble) == [nil, nil, nil, nil, 42, nil, nil, 1.5])
    #expect(nodes.map(\.asText) == ["42", "true", "null", "", "42", "true", "~", "1.5"])
  }

  @Test func `that is absent is null`() throws {
    #expect(try parse("a:\nb: 1")["a"]?.isNull == true)
  }
}
