import Codecs
import Files
import Runtime
import Study
import Testing

@Suite(.serialized) struct NotificationTests {
  @Test func `a program is told when the study is finished and when it is blocked`() throws {
    for (script, word) in [("true", "finished"), ("false", "blocked")] {
      let lab = try Laboratory()
      try lab.write("tell.sh", "#!/bin/sh\necho \"$1 $2\" >> told.txt\n", mode: 0o755)
      var plan = Plan.script("demo", script)
      plan.notify = ["tell.sh"]
      try lab.register(plan)
      _ = try lab.run("demo")
      let told = try FileSystem.readFile(PathName.join(lab.root, "told.txt"))
      #expect(String(decoding: told, as: UTF8.self) == "\(word) demo\n")
    }
  }

  @Test func `a refused pin that changes stops the study`() throws {
    let lab = try Laboratory()
    var plan = Plan.script("demo", "exit 1")
    plan.refusedPins = ["host"]
    try lab.register(plan)
    let runner = try lab.workspace.runner()
    let handler = lab.workspace.handler
    let here: ClaimWork = .init(study: "demo", slots: 1, pins: ["host": ["name": "here"]])
    try handler.submit(here, by: runner)
    let there: ClaimWork = .init(study: "demo", slots: 1, pins: ["host": ["name": "there"]])
    #expect(throws: Rejection.self) { try handler.submit(there, by: runner) }
  }
}
