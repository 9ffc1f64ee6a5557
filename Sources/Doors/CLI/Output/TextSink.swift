public import Files

/// Where text goes: a terminal, a pipe, a file, or a test's memory.
public protocol TextSink: AnyObject {
  /// Whether a person watches.
  var isTerminal: Bool { get }
  /// How many columns a line has there.
  var columns: Int { get }
  /// Whether nobody reads any more, so that going on is pointless.
  var isClosed: Bool { get }
  /// Why something could not be written, other than that nobody reads.
  var problem: FileError? { get }
  /// Appends text to what is written.
  func write(_ text: String)
  /// Takes bytes as they are, whatever they mean.
  func write(bytes: [UInt8])
  /// Passes on what was taken so far.
  func flush()
}

/// Text on its way to an open file such as standard output.
public final class DescriptorSink: TextSink {
  /// Whether a person watches.
  public let isTerminal: Bool
  /// How many columns a line has there.
  public let columns: Int
  /// Whether the reading end is gone.
  public private(set) var isClosed = false
  /// Why something could not be written.
  public private(set) var problem: FileError?

  private var descriptor: Descriptor?
  private var buffer: [UInt8] = []
  private static let bufferSize = 1 << 16
  private static let brokenPipe: Int32 = 32

  /// A sink for a descriptor, which stays open as long as the sink lives.
  public init(_ number: Int32, name: String, isTerminal: Bool, columns: Int) {
    descriptor = Descriptor(taking: number, path: name)
    self.isTerminal = isTerminal
    self.columns = columns
  }

  /// Takes text; on a terminal it appears at once.
  public func write(_ text: String) {
    if isClosed || problem != nil { return }
    buffer += text.utf8
    if isTerminal || buffer.count >= Self.bufferSize { flush() }
  }

  /// Takes bytes as they are.
  public func write(bytes: [UInt8]) {
    if isClosed || problem != nil { return }
    buffer += bytes
    if isTerminal || buffer.count >= Self.bufferSize { flush() }
  }

  /// Writes what was taken so far.
  public func flush() {
    if buffer.isEmpty { return }
    let bytes = buffer
    buffer.removeAll(keepingCapacity: true)
    do throws(FileError) {
      try descriptor?.write(bytes)
    } catch {
      if error.errno == Self.brokenPipe { isClosed = true } else { problem = error }
    }
  }
}

extension DescriptorSink {
  /// Closes the descriptor: whoever reads comes to the end.
  func close() { descriptor = nil }
}

/// Text that stays in memory.
public final class MemorySink: TextSink {
  /// Everything that was written.
  public private(set) var text = ""
  /// Whether it plays a terminal.
  public let isTerminal: Bool
  /// How many columns a line has.
  public let columns: Int
  /// Whether it has taken as many lines as it wanted.
  public var isClosed: Bool { lineLimit.map { lines >= $0 } ?? false }
  /// Always nil.
  public var problem: FileError? { nil }

  private let lineLimit: Int?
  private var lines = 0

  /// A sink that closes after some lines, as `head` does, or never.
  public init(isTerminal: Bool = false, columns: Int = 80, lineLimit: Int? = nil) {
    self.isTerminal = isTerminal
    self.columns = columns
    self.lineLimit = lineLimit
  }

  /// Keeps the text.
  public func write(_ text: String) {
    self.text += text
    lines += text.utf8.count { $0 == UInt8(ascii: "\n") }
  }

  /// Keeps the bytes as text.
  public func write(bytes: [UInt8]) { write(String(decoding: bytes, as: UTF8.self)) }

  /// Does nothing.
  public func flush() {}
}
