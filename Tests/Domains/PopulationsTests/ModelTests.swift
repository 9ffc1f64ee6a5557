import Codecs
import Files
import Processes
import StageKit
import TestKit
import Testing

@testable import Populations

/// A model that is none: a server of ours on the loopback interface, which answers by a rule and
/// counts.
final class LoopbackModel {
  private let process: ConfinedProcess
  let url: String
  private let counter: String

  /// The frame of every server: it counts what it is asked, and answers by `reply(body, calls)`.
  static let frame = """
    import http.server, json, os, sys
    calls = 0
    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *a): pass
        def do_POST(self):
            global calls
            calls += 1
            open(sys.argv[2], "w").write(str(calls))
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = reply(body, calls)
            if answer is None:
                self.send_response(503); self.end_headers(); return
            data = json.dumps({"choices": [{"message": {"content": json.dumps(answer)}}],
                               "usage": {"prompt_tokens": 100, "completion_tokens": 10}}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    open(sys.argv[1] + ".new", "w").write(str(server.server_port))
    os.rename(sys.argv[1] + ".new", sys.argv[1])
    server.serve_forever()
    """

  /// Somebody who thinks, and who classifies; not there at the second call, and wrong at the
  /// fourth.
  static let thinker = """
    def reply(body, calls):
        text = body["messages"][-1]["content"]
        if calls == 2: return None
        if body["model"] != "think":
            return {"stance": "oppose" if "-" in text else "support", "sentiment": 0.25}
        said = len(text) % 7
        answer = {"reasoning": "because", "public_statement": "I say so",
                  "reasoning_summary": "so", "sentiment": said / 3 - 1,
                  "conviction": 20 + 10 * said, "will_share": said > 2}
        if calls == 4: answer["sentiment"] = 9
        return answer

    """

  init(_ workshop: Workshop, _ rule: String = LoopbackModel.thinker) throws {
    try workshop.write("server.py", rule + Self.frame)
    counter = workshop.path("calls")
    process = try ConfinedProcess(
      .init(
        program: "/usr/bin/env",
        arguments: ["env", "python3", workshop.path("server.py"), workshop.path("port"), counter],
        environment: ["PATH=/usr/local/bin:/usr/bin:/bin", "HOME=\(workshop.directory.path)"],
        directory: workshop.directory.path, output: workshop.path("server.out"),
        error: workshop.path("server.err")))
    for _ in 0..<200 where !FileSystem.exists(workshop.path("port")) {
      Clock.sleep(nanoseconds: 50_000_000)
    }
    url = "http://127.0.0.1:\(try workshop.text("port"))/v1"
  }

  /// How often it was asked.
  var calls: Int {
    (try? FileSystem.readFile(counter)).flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
  }

  func stop() { _ = process.stop(patienceMilliseconds: 2000) }
}

@Suite(.serialized) struct ModelTests {
  static let study = """

    study:
      {objective: support for it, metric: stance, scope: commuters, profile: adults-only,
       schema_map: none}
    """

  @Test func `a model is asked once, and a run with it unplugged is the same`() throws {
    let workshop = try Workshop()
    try workshop.makeStudy(people: 40)
    try workshop.write("scenario.yaml", try workshop.text("scenario.yaml") + Self.study)
    try workshop.run(
      "persona", "population.yaml", "--agents", "agents.json", "-o", "population.persona.yaml")
    let server = try LoopbackModel(workshop)
    defer { server.stop() }
    let words = [
      "scenario.yaml", "--reasoner", "llm", "--pivotal-model", "think", "--routine-model", "sort",
      "--rpm-override", "1000000", "--tpm-override", "1000000000", "--base-url", server.url, "-p",
      "population.persona.yaml", "--seed", "5",
    ]
    try workshop.run("simulate", words + ["-o", "first"])
    let asked = server.calls
    #expect(asked > 20)
    let meta = try workshop.json("first/meta.json")
    let cost = try #require(meta["cost"]?.asMap)
    #expect(cost["calls"]?.asInt ?? 0 > 10 && cost["pivotal_input_tokens"]?.asInt ?? 0 > 1000)
    #expect(meta["rate_limiter_stats"]?.asMap?["rpm"] == 1_000_000)
    server.stop()
    // Nobody answers any more: everything that was asked is kept.
    try workshop.run(
      "simulate", words + ["-o", "again", "--exchanges", "first/exchanges", "--sealed"])
    for file in ResultFiles.names {
      #expect(try workshop.bytes("first/\(file)") == workshop.bytes("again/\(file)"), "\(file)")
    }
    let states = try workshop.text("first/agent_states.json")
    #expect(states.contains("I say so"))
    try FileSystem.removeTree(workshop.path("first/exchanges"))
    let refused = workshop.refusal(
      "simulate", "scenario.yaml", "--reasoner", "llm", "--pivotal-model", "think",
      "--routine-model", "sort", "-o", "third", "--sealed")
    #expect(refused.contains("is not stored"), "\(refused)")
  }

  @Test func `nothing is spent before objective, metric, scope, profile and key are known`() throws
  {
    let workshop = try Workshop()
    try workshop.makeStudy(people: 40)
    let words = workshop.refusal("simulate", "scenario.yaml", "--reasoner", "llm", "-o", "results")
    for part in ["objective", "metric", "scope", "profile", "schema_map", "OPENAI_API_KEY"] {
      #expect(words.contains(part), "\(words)")
    }
    #expect(!FileSystem.exists(workshop.path("results")))
    let provider = workshop.refusal(
      "simulate", "scenario.yaml", "--reasoner", "llm", "--provider", "nobody", "-o", "results")
    #expect(provider.contains("there is no provider 'nobody'"))
  }

  @Test func `settings are set, shown with where they come from, and reset`() throws {
    let workshop = try Workshop()
    try workshop.run("config", "set", "simulation.threshold", "2")
    try workshop.makeStudy(people: 40)
    try workshop.run("simulate", "scenario.yaml", "-o", "results")
    #expect(try workshop.json("results/meta.json")["multi_touch_threshold"] == 2)
    try workshop.run("simulate", "scenario.yaml", "-o", "other", "-t", "4")
    #expect(try workshop.json("other/meta.json")["multi_touch_threshold"] == 4)
    try workshop.run("config", "reset")
    #expect(workshop.refusal("config", "set", "simulation.treshold", "2").contains("threshold"))
    #expect(workshop.refusal("config", "frobnicate").contains("config show"))
    #expect(try workshop.run("config", "show") == 0)
  }
}
