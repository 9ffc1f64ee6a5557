import Codecs
import Testing

@testable import CLI

/// Explanations: from where something stands to the commands that led there.
@Suite(.serialized) struct ExplainTests {
  /// The lines of an explanation, without colours.
  private func why(_ bench: Bench, _ subject: String) -> [String] {
    let shown = bench.run("show", subject, "--why")
    #expect(shown.exit == 0, "\(shown.err)")
    return shown.lines
  }

  /// Whether lines hold some words, one after another.
  private func expect(
    _ lines: [String], _ words: [String], _ place: SourceLocation = #_sourceLocation
  ) {
    var rest = lines[...]
    for word in words {
      guard let found = rest.firstIndex(where: { $0.contains(word) }) else {
        Issue.record(
          "no '\(word)' in its place in\n\(lines.joined(separator: "\n"))", sourceLocation: place)
        return
      }
      rest = rest[found...]
    }
  }

  @Test func `a finished run rests on its stage, its claim, its plan, and who registered it`()
    throws
  {
    let bench = try Bench.on(.finished)
    let lines = why(bench, "s1")
    expect(
      lines,
      [
        "why:", "run.finished", "gate.evaluated", "stage.finished", "command finish_stage",
        "requested by", "command claim_work", "of the run that was planned in",
        "of the plan in", "command register_study by ada",
      ])
    let depths = lines.drop { $0 != "why:" }.dropFirst().map { $0.prefix { $0 == " " }.count }
    #expect(depths.first == 2)
    #expect(zip(depths, depths.dropFirst()).allSatisfy { $1 <= $0 + 2 })
  }

  @Test func `a repeated run rests on the correction, its author and his reason`() throws {
    let bench = try Bench.on(.corrected)
    expect(
      why(bench, "s1-v2"),
      [
        "run.planned", "command rerun_run by ada: x", "instead of the run that was corrected in",
        "run.corrected",
      ])
    expect(why(bench, "s1"), ["run.corrected", "command rerun_run by ada: x"])
  }

  @Test func `blocked work rests on its failed attempt, and its retry on the block`() throws {
    let bench = try Bench.on(.blocked)
    expect(why(bench, "bad/s1"), ["stage.blocked", "stage.finished", "requested by"])
    #expect(bench.run("retry", "bad/s1", "-m", "again").exit == 0)
    #expect(bench.run("run", "bad", "-q").exit != 0)
    expect(
      why(bench, "bad/s1"),
      [
        "stage.blocked", "granted by", "stage.unblocked", "command retry_stage by ada: again",
        "it was blocked in",
      ])
  }

  @Test func `a gate that fails explains the block by its checks`() throws {
    let bench = try Bench.withLedger()
    try bench.edit("study.yaml", ">= 0.4", ">= 0.9")
    #expect(bench.run("run", "study.yaml", "-q").exit == 10)
    expect(
      why(bench, "s1"),
      ["stage.blocked", "gate.evaluated", "is 0.5, wanted >= 0.9", "stage.finished"])
    #expect(bench.run("retry", "s1", "-m", "once more").exit == 0)
    #expect(bench.run("run", "-q").exit == 10)
    expect(why(bench, "s1"), ["stage.blocked", "it had failed before in", "gate.evaluated"])
  }

  @Test func `an exclusion rests on its rule, its person and the reason`() throws {
    let bench = try Bench.on(.finished)
    #expect(bench.run("exclude", "s1", "--rule", "noise", "-m", "the fan").exit == 0)
    expect(
      why(bench, "s1"),
      [
        "run.excluded", "by rule 'noise' (post hoc): the fan",
        "command exclude_run by ada: the fan",
      ])
  }

  @Test func `a refusal rests on what the rule saw`() throws {
    let bench = try Bench.on(.finished)
    #expect(bench.run("lock", "s1", "-m", "in the paper").exit == 0)
    #expect(bench.run("lock", "s1").exit == 5)
    let entry = try bench.entries() - 1
    expect(
      why(bench, "@\(entry)"),
      [
        "command.refused", "command lock_run by ada", "locked in", "run.locked",
        "command lock_run by ada: in the paper",
      ])
  }

  @Test func `a promotion, its refusal and a rollback rest on what they name`() throws {
    let bench = try Bench.on(.promoted)
    expect(why(bench, "release"), ["baseline.promoted", "c1 -> c2", "command promote by ada"])
    #expect(bench.run("rollback", "release", "-m", "worse").exit == 0)
    expect(
      why(bench, "baseline/promo/release"),
      [
        "baseline.rolled_back", "command roll_back by ada: worse", "it was promoted in",
        "baseline.promoted",
      ])
    #expect(bench.run("candidate", "reject", "c2", "-m", "leaked").exit == 0)
    expect(why(bench, "c2"), ["candidate.rejected", "it was registered in"])
    #expect(bench.run("promote", "c2", "--to", "release").exit == 11)
    expect(
      why(bench, "release"),
      ["promotion.refused", "its state is that of", "candidate.rejected"])
  }

  @Test func `a violation and its resolution explain each other`() throws {
    let bench = try Bench.on(.violation)
    #expect(bench.run("violation", "resolve", "v0001", "-m", "mended").exit == 0)
    expect(
      why(bench, "v0001"),
      [
        "violation.resolved", "command resolve_violation by ada: mended", "it was recorded in",
        "violation.recorded",
      ])
  }

  @Test func `for programs an explanation is a tree that ends at commands`() throws {
    let bench = try Bench.on(.corrected)
    let root = try #require(try bench.run("show", "s1", "--why", "--json").json()["why"]?.asMap)
    #expect(root["relation"] == "")
    #expect(root["event"]?.asMap?["type"] == "run.corrected")
    let command = try #require(root["because"]?.asArray?.first?.asMap)
    #expect(command["command"] == "rerun_run")
    #expect(command["label"] == "ada")
    #expect(command["reason"] == "x")
    #expect(command["event"]?.isNull == true)
    #expect(command["because"] == [])
    let study = try bench.run("show", "smallest", "--why", "--json").json()
    #expect(study["why"]?.asMap?["event"]?.asMap?["type"] == "study.closed")
  }

  @Test func `candidates, baselines and pairs are shown with their state and their history`() throws
  {
    let bench = try Bench.on(.promoted)
    let baseline = try bench.run("show", "release", "--json").json()
    #expect(baseline["kind"] == "baseline")
    #expect(baseline["study"] == "promo")
    #expect(baseline["name"] == "release")
    #expect(baseline["state"]?.asMap != nil)
    #expect(baseline["events"]?.asArray?.count == 2)
    #expect(bench.run("show", "rel").out == bench.run("show", "baseline/promo/release").out)
    #expect(bench.run("show", "c1").out.contains("candidate.registered"))
    #expect(bench.run("show", "promo/c1").out == bench.run("show", "c1").out)
    #expect(bench.run("log", "release").lines.count == 2)
    #expect(bench.run("log", "candidate/promo/c1").lines.count == 1)
    #expect(bench.run("show", "c").exit == 4)
    #expect(bench.run("show", "candidate/promo/nobody").exit == 4)
    let paired = try Bench.on(.pairedDone)
    #expect(paired.run("show", "pair-0001").out.contains("pair.verified"))
    expect(why(paired, "pair-0001"), ["pair.verified", "over the run that ended in"])
  }
}
