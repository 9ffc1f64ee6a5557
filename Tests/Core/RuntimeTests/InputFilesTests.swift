import Files
import Runtime
import Study
import Testing

/// Which files the paths and patterns of a study stand for.
@Suite struct InputFilesTests {
  /// The files of one input of a command, by their paths.
  private func files(_ pattern: String, _ lab: Laboratory) throws -> [String] {
    let registered = try ExecPlan.make(
      command: ["true"], inputs: [pattern], outputs: [], seed: nil, name: "demo",
      directory: lab.root, root: lab.root, cache: DigestCache(),
      try lab.workspace.handler.states())
    return registered.plan.inputs.flatMap { $0.files.map(\.path) }
  }

  private func laboratory() throws -> Laboratory {
    let lab = try Laboratory()
    for path in ["a.csv", "data/b.csv", "runs/old/s1/c.csv", "data/runs/d.csv"] {
      try lab.write(path, "x\n")
    }
    return lab
  }

  @Test func `the ledger's own directories are part of no directory and no pattern`() throws {
    let lab = try laboratory()
    #expect(try files(".", lab) == ["./a.csv", "./data/b.csv", "./data/runs/d.csv"])
    #expect(try files("**", lab) == ["a.csv", "data/b.csv", "data/runs/d.csv"])
    #expect(try files("*/*/*/c.csv", lab, orNone: ()) == [])
  }

  @Test func `a path that leads into them by name is read`() throws {
    let lab = try laboratory()
    #expect(try files("runs/old", lab) == ["runs/old/s1/c.csv"])
    #expect(try files("runs/old/*/c.csv", lab) == ["runs/old/s1/c.csv"])
    #expect(try files("runs/old/s1/c.csv", lab) == ["runs/old/s1/c.csv"])
  }

  @Test func `what holds no file is told from what is not there`() throws {
    let lab = try laboratory()
    try FileSystem.makeDirectories(PathName.join(lab.root, "empty"))
    for (pattern, message, hint) in [
      ("empty", "input: directory 'empty' holds no file of its own", "put a file there"),
      ("runs", "input: directory 'runs' holds no file of its own", "put a file there"),
      ("nope", "input: there is no file 'nope' in '\(lab.root)'", "the working directory"),
    ] {
      let error = #expect(throws: RuntimeError.self) { try files(pattern, lab) }
      #expect(error?.message == message)
      #expect(error?.hint?.contains(hint) == true)
    }
  }

  private func files(_ pattern: String, _ lab: Laboratory, orNone: Void) throws -> [String] {
    do { return try files(pattern, lab) } catch let error as RuntimeError {
      #expect(error.code == .notFound)
      return []
    }
  }
}
