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

  @Test func `links are followed, and two names that only look the same are two`() throws {
    let lab = try Laboratory()
    try lab.write("store/f.csv", "1\n")
    try lab.write("in/\u{e9}.csv", "1\n")
    try lab.write("in/e\u{301}.csv", "2\n")
    try FileSystem.symlink("../store", at: PathName.join(lab.root, "in/big"))
    try FileSystem.symlink("../store/f.csv", at: PathName.join(lab.root, "in/f.csv"))
    let all = ["in/big/f.csv", "in/e\u{301}.csv", "in/f.csv", "in/\u{e9}.csv"]
    for pattern in ["in", "in/**"] {
      let found = try files(pattern, lab)
      #expect(found.map { Array($0.utf8) } == all.map { Array($0.utf8) })
    }
    #expect(try files("**/f.csv", lab) == ["in/big/f.csv", "in/f.csv", "store/f.csv"])
  }

  @Test(arguments: [
    ("nowhere", "is a link to nothing"), ("..", "is a link to a directory that it lies in"),
    ("/dev/null", "is a link to a pipe, a socket or a device"),
  ])
  func `what is below a directory and no file is refused by name`(
    target: String, problem: String
  ) throws {
    let lab = try Laboratory()
    try lab.write("in/a.csv", "1\n")
    try FileSystem.symlink(target, at: PathName.join(lab.root, "in/link"))
    let error = #expect(throws: RuntimeError.self) { try files("in", lab) }
    #expect(error?.message == "input: 'in/link' \(problem)")
    if target != ".." {
      #expect(throws: RuntimeError.self) { try files("in/*", lab) }
    }
    #expect(try files("in/*.csv", lab) == ["in/a.csv"])
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
