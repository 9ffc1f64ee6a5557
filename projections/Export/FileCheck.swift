/// What an exported file is, compared with the record.
public struct FileCheck: Equatable, Sendable {
  /// How a file stands to the record.
  public enum State: Equatable, Sendable {
    /// It is what the record says now.
    case current
    /// It is what the record said when it held `size` entries; 0 when nothing of it is there, since
    /// an export, or the machine, stopped before it was.
    case stale(size: UInt64)
    /// It is of a head that the log reached while it was looked at.
    case newer(size: UInt64)
    /// It is what the record never said.
    case altered(Difference)
    /// The file does not exist.
    case missing
  }

  /// Where a file first differs from what it should be.
  public struct Difference: Equatable, Sendable {
    /// The line, from 1.
    public var line: Int
    /// What should be there; nil behind the end.
    public var expected: String?
    /// What is there; nil behind the end.
    public var found: String?
  }

  /// The file, relative to the root.
  public var path: String
  /// How it stands to the record.
  public var state: State
  /// Whether it is missing because its content was erased: no export brings it back.
  public var isErased = false

  /// What was found out about a file.
  public init(path: String, state: State) {
    self.path = path
    self.state = state
  }

  /// One line for people: `altered: wine/registry.csv, line 3: expected '...', found '...'`.
  public var description: String {
    switch state {
    case .current: return "current: \(path)"
    case .stale(0): return "stale: \(path) is empty, runledger export writes it again"
    case .stale(let size): return "stale: \(path), as of size \(size)"
    case .newer(let size): return "newer: \(path), as of size \(size)"
    case .missing where isErased:
      return "erased: \(path), its content is no longer in the ledger"
    case .missing: return "missing: \(path)"
    case .altered(let difference):
      let expected = difference.expected.map { "'\($0)'" } ?? "the end"
      let found = difference.found.map { "'\($0)'" } ?? "the end"
      return "altered: \(path), line \(difference.line): expected \(expected), found \(found)"
    }
  }
}

extension FileCheck.Difference {
  /// The first line in which two different contents differ.
  public init(expected: [UInt8], found: [UInt8]) {
    let lineFeed = UInt8(ascii: "\n")
    var line = 1
    var start = 0
    var index = 0
    while index < min(expected.count, found.count), expected[index] == found[index] {
      if expected[index] == lineFeed {
        line += 1
        start = index + 1
      }
      index += 1
    }
    func rest(_ bytes: [UInt8]) -> String? {
      guard start < bytes.count else { return nil }
      let text = bytes[start...].prefix { $0 != lineFeed }.prefix(200)
      return Text.line(String(decoding: text, as: UTF8.self))
    }
    self.init(line: line, expected: rest(expected), found: rest(found))
  }
}
