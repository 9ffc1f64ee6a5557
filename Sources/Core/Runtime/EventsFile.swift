import Codecs
import Files

/// Reads what a stage appends to `$RUNLEDGER_EVENTS`, while it does.
///
/// The file is kept open from the start, so that nothing that the stage puts in its place can hold
/// the runner up; what is lost with it is said.
struct EventsFile: ~Copyable {
  /// The most bytes that one look takes in.
  private static let readMax = 1 << 23
  /// How many bytes show that the file is the one that was read before.
  private static let tailMax = 64

  private let path: String
  private let file: Descriptor?
  private var isCut = false
  private var offset: UInt64 = 0
  /// The last bytes that were taken in: where they are others now, the file was written anew.
  private var tail: [UInt8] = []
  private var rest: [UInt8] = []
  private(set) var reports = Reports()

  init(_ path: String) {
    self.path = path
    file = try? Descriptor.openRegular(path, followLinks: false)
  }

  /// Whether something else stands where the file was handed out.
  private var isReplaced: Bool {
    let found = try? FileSystem.status(path, followLinks: false)
    guard let ours = try? file?.status() else { return found != nil }
    return found?.isSameFile(as: ours) != true
  }

  /// What became of the file and what is lost with it, once the stage has ended; nil when it is
  /// the file that was handed out, or when nothing is left of it after a runner went away.
  var problem: String? {
    if isReplaced {
      return "it replaced the file of RUNLEDGER_EVENTS, so what it reported since is lost"
    }
    if isCut { return "it cut the file of RUNLEDGER_EVENTS, so what was not read yet is lost" }
    guard let size = try? file?.status().size, size > AttemptLimits.eventsMax else { return nil }
    return "it wrote more to RUNLEDGER_EVENTS than is read, so what it reported last is lost"
  }

  /// How many lines are evidence of nothing; what is lost with the file counts as one.
  var unread: Int { reports.unread + (problem == nil ? 0 : 1) }

  /// The complete lines that were appended since the last look.
  mutating func read() -> [Value] {
    // One that is larger has failed its attempt, and says so; none of the rest is read.
    guard let size = try? file?.status().size, size <= AttemptLimits.eventsMax else { return [] }
    if size < offset || !isTailInPlace {
      isCut = true
      offset = 0
      rest = []
      tail = []
    }
    guard (try? file?.seek(to: offset)) != nil else { return [] }
    var lines: [Value] = []
    var taken = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 17)
    while taken < Self.readMax, let count = try? file?.read(into: &buffer), count > 0 {
      offset += UInt64(count)
      taken += count
      tail = Array((tail + buffer[..<count].suffix(Self.tailMax)).suffix(Self.tailMax))
      take(buffer[..<count], &lines)
    }
    return lines
  }

  /// What stands behind the last line end once the stage has ended, and what has to be said of a
  /// file that was put in place of this one.
  ///
  /// A whole object counts without its line end; anything less is kept and flagged.
  mutating func finish() -> [Value] {
    var lines: [Value] = []
    // A look may take in nothing but a part of one long line.
    var before: UInt64?
    while offset != before {
      before = offset
      lines += read()
    }
    if !rest.isEmpty { lines.append(reports.take(rest, isWhole: false)) }
    rest = []
    if isReplaced, let bytes = try? FileSystem.readRegularFile(path, limit: Self.readMax),
      Reports.mentions("violation", bytes)
    {
      lines.append(reports.doubt(bytes, "the file of RUNLEDGER_EVENTS was replaced"))
    }
    return lines
  }

  /// Whether what was taken in last is still where it was.
  private var isTailInPlace: Bool {
    guard !tail.isEmpty else { return true }
    var found = [UInt8](repeating: 0, count: tail.count)
    guard (try? file?.seek(to: offset - UInt64(tail.count))) != nil,
      let count = try? file?.read(into: &found)
    else { return false }
    return found[..<count].elementsEqual(tail)
  }

  private mutating func take(_ bytes: ArraySlice<UInt8>, _ lines: inout [Value]) {
    var start = bytes.startIndex
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      rest += bytes[start..<end].prefix(max(0, Reports.lineMax - rest.count))
      if !rest.isEmpty { lines.append(reports.take(rest, isWhole: true)) }
      rest.removeAll(keepingCapacity: true)
      start = end + 1
    }
    rest += bytes[start...].prefix(max(0, Reports.lineMax - rest.count))
  }
}
