import Files
import TestKit
import Testing

/// Logs of Inspect AI, taken over.
///
/// The real `inspect` is asked by the tests of the Python module; here a script answers in its
/// place.
@Suite(.serialized) struct InspectImportTests {
  private static let log = #"""
    {"status": "success", "eval": {"task": "greetings", "model": "mockllm/model"}, "plan": {},
     "samples": [{"id": 1, "epoch": 1, "scores": {"includes": {"value": "C"}}},
                 {"id": 2, "epoch": 1, "scores": {"includes": {"value": "I"}}}],
     "config_updates": [{"max_connections": 2}],
     "results": {"scores": [{"name": "includes", "metrics": {"accuracy": {"value": 0.5}}}]}}
    """#

  private func bench() throws -> (bench: Bench, words: String) {
    let bench = try Bench()
    try bench.write("inspect", "#!/bin/sh\n[ \"$1 $2\" = 'log dump' ] && cat \"$3\"\n")
    #expect(try BuiltProgram.run("chmod +x inspect && runledger init", on: bench).exit == 0)
    try bench.write("hello.eval", Self.log)
    let module = PathName.join(try Vectors.packageRoot(), "tools/python")
    let words =
      "PATH=\"$PWD:$PATH\" PYTHONPATH='\(module)' PYTHONDONTWRITEBYTECODE=1 runledger import"
    return (bench, words)
  }

  @Test func `a log is pinned, and its samples, results and deviations are on record`() throws {
    let (bench, words) = try bench()
    let result = try BuiltProgram.run("\(words) --inspect hello.eval", on: bench)
    #expect(result.exit == 0, "\(result.out)\(result.err)")
    #expect(result.out.contains("greetings: success, 2 samples, log sha256:"))
    let rows = try BuiltProgram.run(
      "runledger sql \"SELECT name, value FROM metrics ORDER BY name, value\" --csv", on: bench)
    #expect(rows.out.contains("greetings/includes/accuracy,0.5"), "\(rows.out)\(rows.err)")
    let log = try BuiltProgram.run("runledger log --json", on: bench).out
    #expect(log.contains("hello.eval"))
    #expect(log.contains("deviation from the plan of greetings"))
    // What was pinned is what has to be there when it is done again.
    try bench.write("hello.eval", Self.log + " ")
    let again = try BuiltProgram.run("runledger reproduce inspect-hello-1", on: bench)
    #expect(again.exit != 0)
  }

  @Test func `a log that cannot be read says so`() throws {
    let (bench, words) = try bench()
    try bench.write("broken.eval", "no JSON")
    #expect(try BuiltProgram.run("\(words) --inspect broken.eval", on: bench).exit != 0)
    let none = try BuiltProgram.run("\(words) --inspect nothing.eval", on: bench)
    #expect(none.exit != 0 && none.err.contains("nothing.eval"))
  }
}
