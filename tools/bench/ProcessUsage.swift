import Files

/// What this process has used, as the kernel tells it.
enum ProcessUsage {
  /// The largest resident set since ``resetPeak()``, in bytes. Mapped pages of ledgers count.
  static func peakResidentBytes() -> Int { kilobytes("VmHWM:") * 1024 }

  /// Begins to watch for the largest resident set anew; where the kernel allows it.
  static func resetPeak() {
    guard let file = try? Descriptor.open("/proc/self/clear_refs", .write) else { return }
    try? file.write(Array("5".utf8))
  }

  /// How long the calling thread has been on a processor, in nanoseconds; 0 where nobody counts.
  ///
  /// Exact only when the thread has slept since.
  static func threadNanoseconds() -> UInt64 {
    lines("/proc/thread-self/schedstat").first?.split(separator: " ").first.flatMap { UInt64($0) }
      ?? 0
  }

  private static func kilobytes(_ field: String) -> Int {
    for line in lines("/proc/self/status") where line.hasPrefix(field) {
      return line.split(separator: " ").lazy.compactMap { Int($0) }.first
        ?? line.split(whereSeparator: \.isWhitespace).lazy.compactMap { Int($0) }.first ?? 0
    }
    return 0
  }

  private static func lines(_ path: String) -> [Substring] {
    guard let bytes = try? FileSystem.readFile(path) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }
}
