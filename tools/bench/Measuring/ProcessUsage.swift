import Files
import Glibc

/// What this process has used, as the kernel tells it.
enum ProcessUsage {
  /// The largest resident set since ``resetPeak()``, in bytes; mapped pages of ledgers count.
  static func peakResidentBytes() -> Int { kilobytes("VmHWM:") * 1024 }

  /// Begins to watch for the largest resident set anew; where the kernel allows it.
  static func resetPeak() {
    guard let file = try? Descriptor.open("/proc/self/clear_refs", .write) else { return }
    try? file.write(Array("5".utf8))
  }

  /// How long all threads together have been on a processor, in seconds.
  static func processorSeconds() -> Double {
    var time = timespec()
    // Cannot fail for a clock that exists and memory that is ours.
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func kilobytes(_ field: String) -> Int {
    for line in lines("/proc/self/status") where line.hasPrefix(field) {
      return line.split { $0 == " " || $0 == "\t" }.lazy.compactMap { Int($0) }.first ?? 0
    }
    return 0
  }

  private static func lines(_ path: String) -> [Substring] {
    guard let bytes = try? FileSystem.readFile(path) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }
}
