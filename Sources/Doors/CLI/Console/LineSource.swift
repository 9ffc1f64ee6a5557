import Files

/// Where a console's lines come from: a terminal, a pipe, or a test's memory.
public protocol LineSource: AnyObject {
  /// Whether a person writes.
  var isTerminal: Bool { get }
  /// The next line without its end; nil when there is none.
  func next() -> [UInt8]?
}

/// Lines of an open file such as standard input, taken as they come.
public final class DescriptorLines: LineSource {
  /// Whether a person writes.
  public let isTerminal: Bool
  private let number: Int32
  private var rest: [UInt8] = []
  private var isAtEnd = false

  /// Lines of a descriptor, which stays open.
  public init(_ number: Int32, isTerminal: Bool) {
    self.number = number
    self.isTerminal = isTerminal
  }

  /// The next line, however long; the last one may lack its end.
  public func next() -> [UInt8]? {
    var searched = 0
    while true {
      if let end = rest[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(rest[..<end])
        rest.removeSubrange(...end)
        return line
      }
      searched = rest.count
      if isAtEnd || !fill() {
        isAtEnd = true
        if rest.isEmpty { return nil }
        defer { rest = [] }
        return rest
      }
    }
  }

  private func fill() -> Bool {
    let descriptor = Descriptor(taking: number, path: "standard input")
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = (try? descriptor.read(into: &buffer)) ?? 0
    // The descriptor is the process's and outlives this look at it.
    _ = descriptor.take()
    rest += buffer[..<count]
    return count > 0
  }
}

/// Lines that are known beforehand.
public final class MemoryLines: LineSource {
  /// Whether they play a terminal.
  public let isTerminal: Bool
  private var lines: ArraySlice<String>

  /// The lines of a text; none of an empty one.
  public init(_ text: String = "", isTerminal: Bool = false) {
    self.isTerminal = isTerminal
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    self.lines = lines[...]
  }

  /// The next line.
  public func next() -> [UInt8]? { lines.popFirst().map { Array($0.utf8) } }
}
