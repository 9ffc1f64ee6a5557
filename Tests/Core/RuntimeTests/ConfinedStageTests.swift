import Files
import Ledger
import Processes
import Runtime
import Study
import TestKit
import Testing

/// A stage that asks to be confined writes in its own directory, and sees no secrets.
@Suite(.serialized) struct ConfinedStageTests {
  static let hasLauncher = FileSystem.exists("/usr/bin/bwrap")

  private struct Came {
    var last: StageFinished
    var confinement: String?
    var lab: Laboratory
    var output: String
  }

  private func attempt(_ script: String, path: String, _ confine: ConfinePlan) throws -> Came {
    let lab = try Laboratory()
    try lab.write("data.txt", "data\n")
    let home = PathName.join(lab.directory.path, "home")
    try FileSystem.makeDirectories(PathName.join(home, ".ssh"))
    try FileSystem.writeAtomically(PathName.join(home, ".ssh/id"), Array("secret\n".utf8))
    try FileSystem.makeDirectories(PathName.join(lab.root, "runs/demo/other"))
    var plan = Plan.script("demo", "")
    plan.stages[0].run = ["sh", "-c", script, lab.root, home]
    plan.stages[0].confine = confine
    plan.stages[0].outputs = [OutputPlan(path: "out.txt")]
    plan.inputs = [InputPlan(name: "data", pattern: "data.txt")]
    plan.stages[0].inputs = [StageInput(name: "data", source: .study("data"))]
    try lab.register(plan)
    var options = RunOptions(studyDirectory: lab.root, environment: ["PATH": path, "HOME": home])
    options.handlesSignals = false
    let last = try #require(
      try StudyRunner(lab.workspace, study: "demo", options: options).run().last)
    let started = try lab.events().compactMap { event -> StageStarted? in
      if case .stageStarted(let started) = event.fact { started } else { nil }
    }
    let kept = last.outputs.first.flatMap { try? lab.workspace.ledger.blobs.read($0.digest) }
    return Came(
      last: last, confinement: started.last?.confinement, lab: lab,
      output: String(decoding: kept ?? [], as: UTF8.self))
  }

  /// Tries everything that a confined stage may and may not do; one word for each that it could.
  private static let probe = """
    { cat "$0/data.txt" >/dev/null && echo reads
    echo 1 > mine && echo writes
    echo 1 > "$TMPDIR/t" && echo temporary
    echo '{"note":{"text":"x"}}' >> "$RUNLEDGER_EVENTS" && echo reports
    cat "$1/.ssh/id" && echo secret
    cat "$0/.runledger/log/data.mdb" >/dev/null && echo ledger
    echo 1 > "$0/.runledger/log/x" && echo breaks
    echo 1 > "$0/runs/demo/other/x" && echo others
    echo 1 > "$0/x" && echo study
    echo 1 > "$1/x" && echo home
    echo 1 > /var/tmp/confined-stage-test && echo outside
    } > out.txt 2>/dev/null
    exit 0
    """

  @Test(.enabled(if: hasLauncher, "needs bubblewrap"))
  func `under bubblewrap it may do what it must`() throws {
    let came = try attempt(Self.probe, path: "/usr/bin:/bin", .required)
    #expect(came.last.outcome == .succeeded, "\(came.last.error ?? "")")
    #expect(came.confinement == "bubblewrap")
    let words = came.output.split(separator: "\n").map(String.init)
    #expect(words.prefix(4) == ["reads", "writes", "temporary", "reports"], "\(came.output)")
    #expect(Set(words).isDisjoint(with: ["secret", "ledger", "breaks", "others", "study"]))
    #expect(!FileSystem.exists(PathName.join(came.lab.root, "x")))
    #expect(!FileSystem.exists("/var/tmp/confined-stage-test"))
    let home = PathName.join(came.lab.directory.path, "home/x")
    #expect(!FileSystem.exists(home))
  }

  /// A search path with everything but the launcher.
  private func fillWithoutLauncher(_ place: String) throws {
    for name in ["sh", "cat", "echo"] {
      for directory in ["/usr/bin", "/bin"] where FileSystem.exists("\(directory)/\(name)") {
        if !FileSystem.exists("\(place)/\(name)") {
          try FileSystem.symlink("\(directory)/\(name)", at: "\(place)/\(name)")
        }
      }
    }
  }

  @Test(.enabled(if: Confinement.landlockVersion > 0, "needs Landlock"))
  func `without bubblewrap Landlock does it, and is recorded as what it is`() throws {
    let place = try TemporaryDirectory()
    try fillWithoutLauncher(place.path)
    let came = try attempt(Self.probe, path: place.path, .required)
    #expect(came.last.outcome == .succeeded, "\(came.last.error ?? "")")
    #expect(came.confinement == "landlock")
    let words = came.output.split(separator: "\n").map(String.init)
    #expect(words == ["reads", "writes", "temporary", "reports"], "\(came.output)")
  }

  @Test(.enabled(if: Confinement.landlockVersion == 0, "needs a kernel without Landlock"))
  func `where nothing confines it is refused, or said`() throws {
    let place = try TemporaryDirectory()
    try fillWithoutLauncher(place.path)
    let path = place.path
    let refused = try attempt("true", path: path, .required)
    #expect(refused.last.outcome == .crashed)
    #expect(refused.last.error?.contains("cannot be confined") == true)
    let said = try attempt("touch out.txt", path: path, .preferred)
    #expect(said.last.outcome == .succeeded)
    #expect(said.confinement?.hasPrefix("none: ") == true)
  }

  @Test func `a stage that does not ask is not confined`() throws {
    let came = try attempt("cat \"$1/.ssh/id\" > out.txt", path: "/usr/bin:/bin", .none)
    #expect(came.output == "secret\n")
    #expect(came.confinement == nil)
  }
}
