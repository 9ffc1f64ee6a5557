import Files
import Processes
import Study

/// Watches over what an attempt may take, while it works and once it has ended.
struct AttemptLimits {
  /// How often processes and memory are looked at, in nanoseconds, and how often files are.
  private static let familyPause: UInt64 = 100_000_000
  private static let filesPause: UInt64 = 1_000_000_000
  /// The largest standard output or error that is let grow without another limit, in bytes.
  private static let logMax: Int64 = 1 << 26

  /// The largest file of `$RUNLEDGER_EVENTS` that is read, in bytes.
  static let eventsMax: UInt64 = 1 << 28

  private let limits: LimitsPlan
  private let paths: AttemptPaths
  private let watchesFiles: Bool
  private var familyAt: UInt64 = 0
  private var filesAt: UInt64

  init(_ limits: LimitsPlan, _ stage: StagePlan, _ paths: AttemptPaths) {
    self.limits = limits
    self.paths = paths
    // What a command finds in its caller's directory is not all its own.
    watchesFiles =
      stage.workingDirectory == nil && (limits.outputBytes != nil || limits.files != nil)
    filesAt = Clock.monotonic()
  }

  /// What an attempt takes beyond what it may, in a sentence; nil for nothing.
  mutating func excess(of keeper: Int32) -> String? {
    if let excess = excessOfLogs ?? excessOfEvents { return excess }
    let now = Clock.monotonic()
    if limits.memoryBytes != nil || limits.processes != nil, now - familyAt >= Self.familyPause {
      familyAt = now
      let usage = FamilyUsage(below: keeper)
      if let limit = limits.memoryBytes, usage.residentBytes > limit {
        return "it took more than the \(ByteCount.text(limit)) of memory that it may"
      }
      if let limit = limits.processes, usage.processes > limit {
        return "it had more than the \(limit) processes that it may"
      }
    }
    if watchesFiles, now - filesAt >= Self.filesPause {
      filesAt = now
      return excessOfFiles
    }
    return nil
  }

  /// What an attempt that has ended left beyond what it may, in a sentence; nil for nothing.
  var excessAtEnd: String? { excessOfLogs ?? excessOfEvents ?? excessOfFiles }

  /// How large each of its logs may be, in bytes.
  var logBytes: Int64 { limits.logBytes ?? Self.logMax }

  private var excessOfEvents: String? {
    guard let size = try? FileSystem.status(paths.events, followLinks: false)?.size,
      size > Self.eventsMax
    else { return nil }
    return "the file of RUNLEDGER_EVENTS grew beyond \(ByteCount.text(Int64(Self.eventsMax)))"
  }

  private var excessOfLogs: String? {
    let limit = logBytes
    for path in [paths.stdout, paths.stderr] {
      if let size = try? FileSystem.status(path, followLinks: false)?.size, size > UInt64(limit) {
        return "\(PathName.lastComponent(path)) grew beyond \(ByteCount.text(limit))"
      }
    }
    return nil
  }

  /// What its directory holds beyond what it may; links count as what they are, and are not
  /// followed.
  private var excessOfFiles: String? {
    guard watchesFiles else { return nil }
    var pending = [paths.work]
    var files = 0
    var bytes: Int64 = 0
    while let directory = pending.popLast() {
      for entry in (try? FileSystem.listing(directory)) ?? [] {
        let path = PathName.join(directory, entry.name)
        if entry.kind == .directory {
          pending.append(path)
          continue
        }
        files += 1
        let status = try? FileSystem.status(path, followLinks: false)
        bytes += Int64(clamping: status?.size ?? 0)
        if let limit = limits.files, files > limit {
          return "it wrote more than the \(limit) files that it may"
        }
        if let limit = limits.outputBytes, bytes > limit {
          return "it wrote more than the \(ByteCount.text(limit)) that it may"
        }
      }
    }
    return nil
  }
}

/// Sizes for people.
enum ByteCount {
  /// A number of bytes in the largest unit of which it is a whole number.
  static func text(_ bytes: Int64) -> String {
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
    var number = bytes
    var unit = 0
    while unit + 1 < units.count, number >= 1_024, number % 1_024 == 0 {
      number /= 1_024
      unit += 1
    }
    return "\(number) \(units[unit])"
  }

  /// About how many bytes, to a tenth of the largest unit that they fill: `63.4 GiB`, `1.0 TiB`.
  static func rough(_ bytes: UInt64) -> String {
    let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
    guard bytes >= 1_024 else { return "\(bytes) bytes" }
    let unit = (bytes.bitWidth - 1 - bytes.leadingZeroBitCount) / 10
    let tenths = (bytes >> (UInt64(unit - 1) * 10)) * 10 / 1_024
    return "\(tenths / 10).\(tenths % 10) \(units[unit - 1])"
  }
}
