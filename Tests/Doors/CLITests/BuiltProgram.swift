import Files
import TestKit

/// The built program beside the tests, started as a shell would start it.
enum BuiltProgram {
  /// The directory that holds it, for a `PATH`.
  static func directory() throws -> String {
    let own = try FileSystem.readLink("/proc/self/exe")
    for place in [PathName.parent(own), PathName.parent(PathName.parent(own))]
    where FileSystem.exists(PathName.join(place, "runledger")) {
      return place
    }
    return PathName.join(try FileSystem.realPath("."), ".build/debug")
  }

  /// Runs a line of shell in a directory of a bench, with the program on the `PATH` and keys of the
  /// bench's own.
  static func run(_ line: String, on bench: Bench) throws -> Bench.Result {
    let log = bench.temporary.path("program")
    let lines = [
      "cd '\(bench.root)'", "PATH='\(try directory())':/usr/local/bin:/usr/bin:/bin",
      "HOME='\(bench.temporary.path("home"))'", "export PATH HOME",
      "unset RUNLEDGER_DIR XDG_CONFIG_HOME", line,
    ]
    let line = "{ \(lines.joined(separator: "\n"))\n} >'\(log).out' 2>'\(log).err'"
    let exit = TestProcess.wait(for: try TestProcess.start(["/bin/sh", "-c", line]))
    func text(_ suffix: String) -> String {
      String(decoding: (try? FileSystem.readFile(log + suffix)) ?? [], as: UTF8.self)
    }
    return Bench.Result(exit: exit, out: text(".out"), err: text(".err"))
  }
}

extension Bench {
  /// Copies a directory of the repository below the bench's root.
  func copy(_ source: String, to target: String) throws {
    let here = try Vectors.packageRoot()
    let from = PathName.join(here, source)
    for path in try FileSystem.walk(from) {
      let to = PathName.join(PathName.join(root, target), path)
      try FileSystem.makeDirectories(PathName.parent(to))
      let mode = (try FileSystem.status(PathName.join(from, path))?.mode ?? 0o644) & 0o777
      try FileSystem.copyReflinkOrCopy(PathName.join(from, path), to, mode: mode | 0o200)
    }
  }
}
