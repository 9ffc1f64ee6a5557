import Codecs
import TestKit
import Testing

struct JSONParserTests {
  static let accepted: [(text: String, value: Value)] = [
    ("0", .int(0)), ("-0", .int(0)), ("-1", .int(-1)), ("1.0", .double(1)),
    ("1e2", .double(100)), ("1E+2", .double(100)), ("-0.0", .double(-0.0)),
    ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
    ("9223372036854775808", .double(9_223_372_036_854_775_808)), (" \t\r\n null ", .null),
    (#""\u00e9\/\ud834\udd1e\n""#, .text("é/𝄞\n")), ("[]", []), ("[ 1 , 2 ]", [1, 2]),
    (#"{ "b" : 1 , "a" : { } }"#, ["a": [:], "b": 1]), (#""""#, ""), ("1e-999", .double(0)),
  ]

  @Test(arguments: accepted.indices)
  func `json is read`(index: Int) throws {
    let (text, value) = JSONParserTests.accepted[index]
    #expect(try JSON.decode(Array(text.utf8)) == value)
  }

  typealias Case = (text: String, kind: JSONError.Kind, line: Int, column: Int)

  static let refusals: [Case] = [
    ("", .unexpectedEnd, 1, 1), ("[1,\n 2,]", .unexpectedCharacter, 2, 4),
    ("[1 2]", .unexpectedCharacter, 1, 4), ("{\"a\" 1}", .unexpectedCharacter, 1, 6),
    ("{a:1}", .unexpectedCharacter, 1, 2), ("{\"a\":1,}", .unexpectedCharacter, 1, 8),
    ("nul", .unexpectedEnd, 1, 4), ("nulx", .unexpectedCharacter, 1, 4),
    ("True", .unexpectedCharacter, 1, 1), ("NaN", .unexpectedCharacter, 1, 1),
    ("1 2", .trailingText, 1, 3), ("01", .malformedNumber, 1, 1), ("-", .unexpectedEnd, 1, 2),
    ("1.", .malformedNumber, 1, 1), ("[1.e5]", .malformedNumber, 1, 2),
    ("1e", .malformedNumber, 1, 1), (".5", .unexpectedCharacter, 1, 1),
    ("+1", .unexpectedCharacter, 1, 1), ("0x10", .trailingText, 1, 2),
    ("1e999", .numberRange, 1, 1), ("12345678901234567891", .numberRange, 1, 1),
    ("\"a", .unexpectedEnd, 1, 3),
    ("\"\n\"", .controlCharacter, 1, 2), ("\"é\t\"", .controlCharacter, 1, 3),
    (#""\x""#, .malformedEscape, 1, 2), (#""\u00g0""#, .malformedEscape, 1, 2),
    (#""\ud834""#, .loneSurrogate, 1, 2), (#""\ud834\u0041""#, .loneSurrogate, 1, 2),
    (#""\udd1e\ud834""#, .loneSurrogate, 1, 2),
    ("{\"a\":1,\n\"b\":2,\n \"a\":3}", .duplicateKey, 3, 2),
    ("'a'", .unexpectedCharacter, 1, 1), ("[1] // x", .trailingText, 1, 5),
    ("\u{feff}1", .unexpectedCharacter, 1, 1),
  ]

  @Test(arguments: refusals.indices)
  func `what is not json is refused where it stands`(index: Int) {
    let (text, kind, line, column) = JSONParserTests.refusals[index]
    let error = JSONError(kind: kind, line: line, column: column)
    #expect(throws: error, "\(text)") { try JSON.decode(Array(text.utf8)) }
    #expect(error.description.hasSuffix("at line \(line), column \(column)"))
  }

  @Test(arguments: [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80]] as [[UInt8]])
  func `a text that is not utf-8 is refused`(content: [UInt8]) {
    #expect(throws: JSONError(kind: .invalidUTF8, line: 1, column: 2)) {
      try JSON.decode([0x22] + content + [0x22])
    }
  }

  @Test func `nesting is limited`() throws {
    let deepest =
      Array(String(repeating: "[", count: 64).utf8) + Array(String(repeating: "]", count: 64).utf8)
    #expect(try JSON.decode(deepest).depth == 64)
    #expect(throws: JSONError(kind: .tooDeep, line: 1, column: 65)) {
      try JSON.decode([0x5b] + deepest + [0x5d])
    }
    #expect(throws: JSONError(kind: .tooDeep, line: 1, column: 3)) {
      try JSON.decode(deepest, depthLimit: 2)
    }
  }

  @Test func `an unclosed tower of brackets does not exhaust the stack`() {
    let bytes = [UInt8](repeating: 0x5b, count: 1_000_000)
    #expect(throws: JSONError(kind: .tooDeep, line: 1, column: 65)) { try JSON.decode(bytes) }
  }
}
