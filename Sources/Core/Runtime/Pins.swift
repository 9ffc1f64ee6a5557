import Bytes
import Codecs
import Files
import Ledger
import Study

/// What runs are executed on, recorded before anything is spent.
enum Pins {
  /// The pins for a plan: host, toolchain and programs, environment, git.
  ///
  /// A study with many variables has their digest only, so that a pin stays small.
  static func collect(
    _ plan: Plan, studyDirectory: String, environment: StageEnvironment, cache: DigestCache,
    ledger: Ledger
  ) -> ValueMap {
    var pins: ValueMap = ["host": .map(host())]
    let variables = environment.pins(
      of: ledger, inClear: plan.recordedPins.contains("environment"))
    pins["environment"] =
      variables.count > 16
      ? .bytes(Hashing.digest(of: CBOR.encode(variables)).bytes) : .map(variables)
    pins["programs"] = .map(programs(plan, environment, studyDirectory, cache))
    if plan.recordedPins.contains("git"), let git = GitState(studyDirectory) {
      pins["git"] = .map(git.pins)
    }
    return pins
  }

  /// The host: name, operating system, kernel, processor.
  private static func host() -> ValueMap {
    var pins: ValueMap = ["system": "Linux"]
    pins["name"] = line(of: "/proc/sys/kernel/hostname").map(Value.text)
    pins["kernel"] = line(of: "/proc/sys/kernel/osrelease").map(Value.text)
    pins["release"] = value(of: "PRETTY_NAME", in: "/etc/os-release", separator: "=")
      .map { .text($0.filter { $0 != "\"" }) }
    pins["processor"] = value(of: "model name", in: "/proc/cpuinfo", separator: ":")
      .map(Value.text)
    return pins
  }

  /// Digests of the programs that stages name, by the name used.
  private static func programs(
    _ plan: Plan, _ environment: StageEnvironment, _ directory: String, _ cache: DigestCache
  ) -> ValueMap {
    var pins = ValueMap()
    for stage in plan.stages {
      guard let name = stage.run.first, pins[name] == nil,
        let path = try? Programs.find(name, path: environment.path, directory: directory),
        let (digest, _) = try? cache.digest(of: path)
      else { continue }
      pins[name] = .map(["path": .text(path), "digest": .bytes(digest.bytes)])
    }
    return pins
  }

  /// The first line of a small file.
  static func line(of path: String) -> String? {
    guard let bytes = try? FileSystem.readFile(path) else { return nil }
    return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  private static func value(of key: String, in path: String, separator: Character) -> String? {
    guard let bytes = try? FileSystem.readFile(path) else { return nil }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: separator, maxSplits: 1)
      guard parts.count == 2, trimmed(parts[0]) == key else { continue }
      return trimmed(parts[1])
    }
    return nil
  }

  private static func trimmed(_ text: Substring) -> String {
    let start = text.drop { $0 == " " || $0 == "\t" }
    var end = start
    while let last = end.last, last == " " || last == "\t" { end = end.dropLast() }
    return String(end)
  }
}
