import Codecs
import Files

/// The machine that was measured.
struct Machine {
  let processor: String
  let cores: Int
  let kernel: String
  let fileSystem: String
  /// The median time to write and synchronise one page of a file, in milliseconds.
  let syncMilliseconds: Double
  /// How much of that was added on purpose.
  let addedSyncMilliseconds: Double

  /// Asks the machine, and measures what a sync costs in a directory.
  static func measured(in directory: String) throws -> Machine {
    let processors = fields("/proc/cpuinfo")
    return Machine(
      processor: processors.first { $0.name == "model name" }?.value ?? "unknown",
      cores: max(1, processors.count { $0.name == "processor" }),
      kernel: firstLine("/proc/sys/kernel/osrelease"), fileSystem: mountedType(of: directory),
      syncMilliseconds: try syncMilliseconds(in: directory),
      addedSyncMilliseconds: Setting.number("BENCH_SYNC_DELAY_US") / 1e3)
  }

  /// As members of the report.
  var json: Value {
    [
      "processor": .text(processor), "cores": .int(Int64(cores)), "kernel": .text(kernel),
      "file_system": .text(fileSystem), "sync_ms": .double(Figures.rounded(syncMilliseconds)),
      "added_sync_ms": .double(Figures.rounded(addedSyncMilliseconds)),
    ]
  }

  /// As one line.
  var line: String {
    "\(processor), \(cores) cores, Linux \(kernel), \(fileSystem), a synchronised page takes "
      + "\(Figures.text(syncMilliseconds)) ms"
  }

  /// Overwrites the pages of a file one by one, as a commit does with a page it uses again.
  private static func syncMilliseconds(in directory: String) throws -> Double {
    let path = PathName.join(directory, "sync")
    let file = try Descriptor.open(path, [.write, .create])
    defer { try? FileSystem.remove(path) }
    let page = [UInt8](repeating: 0x55, count: 4096)
    let count: UInt64 = 64
    try file.write([UInt8](repeating: 0, count: 4096 * Int(count)))
    try file.sync()
    var times: [Double] = []
    for number in 0..<count {
      try file.seek(to: number * 4096)
      times.append(
        try Measuring.seconds {
          try file.write(page)
          try file.syncData()
        } * 1e3)
    }
    return Sample(times).median
  }

  /// The type of the file system of a directory: that of the longest mount point above it.
  private static func mountedType(of directory: String) -> String {
    let real = (try? FileSystem.realPath(directory)) ?? directory
    var best = (point: "", type: "unknown file system")
    for line in text("/proc/mounts").split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard words.count > 2, words[1].count >= best.point.count else { continue }
      let prefix = words[1].hasSuffix("/") ? words[1] : words[1] + "/"
      if real == words[1] || real.hasPrefix(prefix) { best = (words[1], words[2]) }
    }
    return best.type
  }

  private static func fields(_ path: String) -> [(name: String, value: String)] {
    text(path).split(separator: "\n").compactMap { line in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let name = line[..<colon].filter { $0 != "\t" }
      return (String(name), String(line[line.index(after: colon)...].drop { $0 == " " }))
    }
  }

  private static func firstLine(_ path: String) -> String {
    text(path).split(separator: "\n").first.map(String.init) ?? "unknown"
  }

  private static func text(_ path: String) -> String {
    String(decoding: (try? FileSystem.readFile(path)) ?? [], as: UTF8.self)
  }
}
