import Files
import Glibc
import Processes
import StageKit
import TestKit

/// A Python with packages that only tests need: what `RUNLEDGER_TEST_PYTHON` names, or `python3`.
enum TestPython {
  /// What a program wrote, and how it ended.
  struct Result {
    var code: Int32
    var text: String
    var error: String
  }

  /// Whether a package can be imported.
  static func has(_ package: String) -> Bool {
    guard let directory = try? TemporaryDirectory() else { return false }
    return (try? run("import \(package)", "", in: directory))?.code == 0
  }

  /// Runs a program with one argument.
  static func run(
    _ program: String, _ argument: String, in directory: TemporaryDirectory
  ) throws -> Result {
    let (output, error) = (directory.path("python.out"), directory.path("python.err"))
    let process = try ConfinedProcess(
      .init(
        program: "/usr/bin/env", arguments: ["env", interpreter, "-c", program, argument],
        environment: ["PATH=/usr/local/bin:/usr/bin:/bin", "HOME=\(directory.path)"],
        directory: directory.path, output: output, error: error))
    var code: Int32 = -1
    if case .exited(let exit) = process.wait(milliseconds: 120_000) { code = exit }
    func text(_ path: String) throws -> String {
      String(decoding: try StageFiles.read(path), as: UTF8.self)
    }
    return Result(code: code, text: try text(output), error: try text(error))
  }

  private static var interpreter: String {
    guard let name = unsafe getenv("RUNLEDGER_TEST_PYTHON") else { return "python3" }
    return unsafe String(cString: name)
  }
}
