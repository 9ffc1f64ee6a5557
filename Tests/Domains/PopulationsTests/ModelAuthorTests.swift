import Codecs
import Files
import StageKit
import TestKit
import Testing
import YAML

@testable import Populations

/// Populations that a model describes; the model is a server of ours on the loopback interface.
@Suite(.serialized) struct ModelAuthorTests {
  /// Ten attributes in two portions; the first answer to each portion is wrong, and is mended when
  /// the server is told what was wrong with it.
  static let author = """
    names = ["age", "income", "drives", "region", "trust", "savings", "leisure", "price_fear",
             "tenure", "hours"]
    def describe(name, wrong):
        made = {"name": name, "type": "float", "category": "universal", "description": "a " + name,
                "grounding": {"level": "medium", "method": "estimated", "source": "a survey"},
                "sampling": {"strategy": "independent",
                             "distribution": {"type": "beta", "alpha": 2, "beta": 3}}}
        if name == "age":
            made["type"] = "int"
            made["sampling"]["distribution"] = {"type": "uniform", "min": 18, "max": 80}
        if name == "region":
            made["type"] = "categorical"
            made["sampling"]["distribution"] = {
                "type": "categorical", "options": ["town", "country"],
                "weights": [0.7, 0.1 if wrong else 0.3]}
        if name == "savings":
            made["sampling"] = {"strategy": "derived", "formula": "income * 0.1",
                                "depends_on": ["income"]}
        if name == "drives":
            made["type"] = "boolean"
            made["sampling"] = {
                "strategy": "conditional", "depends_on": ["age", "hours"],
                "distribution": {"type": "boolean", "probability_true": 0.5},
                "modifiers": [{"when": "hours > 0.5", "probability_override": 0.9}]}
        if name == "hours" and wrong: made["sampling"]["distribution"]["alpha"] = -1
        return made
    def reply(body, calls):
        role, told = body["messages"][0]["content"], body["messages"][-1]["content"]
        question = body["messages"][1]["content"]
        if "You judge" in role:
            if "wombats" in question:
                return {"sufficient": False, "clarifications_needed": ["which wombats?"]}
            return {"sufficient": True, "size": 80, "geography": "Austin",
                    "clarifications_needed": []}
        if "You choose" in role:
            if "There" in question or "there already" in question:
                return {"attributes": [{"name": "fee_burden", "type": "float",
                                        "category": "context_specific", "description": "f"}]}
            kinds = {"age": "int", "drives": "boolean", "region": "categorical"}
            return {"attributes": [{"name": n, "type": kinds.get(n, "float"),
                                    "category": "universal", "description": "d"} for n in names]}
        wanted = [l[2:].split(" ")[0] for l in question.split("\\n") if l.startswith("- ")]
        mended = "WEIGHT_INVALID" in told or "DIST_PARAM_INVALID" in told
        return {"attributes": [describe(n, not mended) for n in wanted]}

    """

  static let words = [
    "--provider", "openai", "-m", "author", "--rpm-override", "1000000", "--tpm-override",
    "1000000000",
  ]

  static let study = [
    "objective=support for a fee", "metric=stance", "scope=drivers", "profile=adults-only",
    "schema_map=none",
  ].flatMap { ["--study", $0] }

  @Test func `a model describes people, is told what is wrong, and is never asked twice`() throws {
    let workshop = try Workshop()
    let server = try LoopbackModel(workshop, Self.author)
    defer { server.stop() }
    let words = Self.words + ["--base-url", server.url]
    let text = "commuters of Austin who drive"
    try workshop.run("spec", [text, "-o", "base.yaml"] + words + Self.study)
    // To judge, to choose, and two portions, each of which was wrong at first.
    #expect(server.calls == 6)
    let base = try PopulationSpec(path: workshop.path("base.yaml"), as: "base.yaml")
    #expect(base.size == 80 && base.geography == "Austin" && base.attributes.count == 10)
    #expect(base.attribute("region")?.distribution?.weights == [0.7, 0.3])
    #expect(base.attribute("drives")?.dependsOn == ["age", "hours"])
    #expect(base.node["meta"]?["model"]?.asText == "author")
    #expect(base.study.first { $0.key == "scope" }?.value == "drivers")
    #expect(SpecValidator.issues(of: base).filter { $0.severity == .error } == [])

    let change = ["extend", "base.yaml", "-s", "a fee on driving", "-o", "population.yaml"]
    // What the study is for stands in the base by now.
    try workshop.run(change[0], Array(change.dropFirst()) + words)
    #expect(server.calls == 8)
    let whole = try PopulationSpec(path: workshop.path("population.yaml"), as: "population.yaml")
    #expect(whole.attributes.map(\.name).last == "fee_burden" && whole.study.count == 5)
    try workshop.run("sample", "population.yaml", "-o", "agents.json", "--seed", "4")
    server.stop()

    // Nobody answers any more: everything that was asked is kept.
    let again = ["spec", text, "-o", "again.yaml", "--exchanges", "base.exchanges"]
    try workshop.run(again[0], Array(again.dropFirst()) + words + Self.study)
    #expect(try workshop.bytes("again.yaml") == workshop.bytes("base.yaml"))
    try workshop.run(
      "spec", Array(again.dropFirst()) + Self.words + Self.study + ["--sealed"])
    #expect(try workshop.bytes("again.yaml") == workshop.bytes("base.yaml"))
    let kept = try FileSystem.walk(workshop.path("base.exchanges"))
    #expect(kept.count == 6)
    try FileSystem.remove(PathName.join(workshop.path("base.exchanges"), kept[0]))
    let refused = workshop.refusal(
      "spec", Array(again.dropFirst()) + Self.words + Self.study + ["--sealed"])
    #expect(refused.contains("is not stored"), "\(refused)")
  }

  @Test func `what a model cannot describe is asked, and nothing is written`() throws {
    let workshop = try Workshop()
    let server = try LoopbackModel(workshop, Self.author)
    defer { server.stop() }
    let words = Self.words + ["--base-url", server.url, "-o", "base.yaml"]
    #expect(
      workshop.refusal("spec", ["wombats", "--exchanges", "x"] + words + Self.study)
        .contains("which wombats?"))
    let open = workshop.refusal("spec", ["commuters"] + words + ["--study", "metric=stance"])
    for question in ["study.objective", "study.scope", "study.profile", "study.schema_map"] {
      #expect(open.contains(question), "\(open)")
    }
    #expect(!open.contains("study.metric") && server.calls == 1)
    let odd = workshop.refusal("spec", ["commuters"] + words + ["--study", "metrik=stance"])
    #expect(odd.contains("did you mean 'metric'"), "\(odd)")
    let keyless = workshop.refusal("spec", ["commuters", "-o", "b.yaml"] + Self.words + Self.study)
    #expect(keyless.contains("OPENAI_API_KEY"))
    #expect(!FileSystem.exists(workshop.path("base.yaml")))
  }

  @Test func `a verb keeps exchanges as outputs`() throws {
    let verb = try #require(Population.verbs.first { $0.name == "spec" })
    let parser = ArgumentParser(options: verb.options)
    guard case .exec(let request) = try verb.request(parser.parse(["people", "-o", "a/base.yaml"]))
    else { return #expect(Bool(false)) }
    #expect(request.files.outputs == ["a/base.yaml"])
    #expect(request.files.optional == ["a/base.exchanges/*.json"])
    guard
      case .exec(let other) = try verb.request(
        parser.parse(["people", "-o", "base.yaml", "--exchanges", "/elsewhere"]))
    else { return #expect(Bool(false)) }
    #expect(other.files.optional.isEmpty)
  }
}
