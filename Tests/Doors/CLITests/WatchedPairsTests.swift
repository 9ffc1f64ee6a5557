import Codecs
import Files
import Testing

/// Somebody watches a study that compares two variants while it is executed.
@Suite(.serialized) struct WatchedPairsTests {
  /// Four pairs, of which `b` succeeds in all and `a` in none; the first run of `a` violates.
  private static let study = """
    study: watched
    objective: Does b succeed more often?
    metric: success
    seed: 1
    design:
      paired:
        variants: {a: {spec: a.md, paradigm: one}, b: {spec: b.md, paradigm: two}}
        tasks: {T1: {spec: T1, seed: 42, timeout: 60s}}
        pairs: 4
        minimum: 1
    DOMAIN
    stages:
      - name: work
        run: [sh, work.sh, "${variant}"]
        outputs: [out.txt]
      - name: compare
        per: pair
        run: [sh, -c, "ls ${inputs.all} >seen.txt"]
        inputs: {all: work/out.txt}
        outputs: [seen.txt]
      LOOK
    code: [work.sh]
    """

  private static let work = """
    sleep 0.7
    value=0; [ "$1" = b ] && value=1
    echo "$value" >out.txt
    echo "{\\"metric\\":{\\"name\\":\\"success\\",\\"value\\":$value}}" >>"$RUNLEDGER_EVENTS"
    [ "$1" = b ] || echo '{"violation":{"text":"it asked twice","severity":"non_critical"}}' \
      >>"$RUNLEDGER_EVENTS"
    """

  private func bench(domain: String = "", look: String = "") throws -> Bench {
    let bench = try Bench()
    try bench.write(
      "study.yaml",
      Self.study.replacing("DOMAIN", with: domain).replacing("LOOK", with: look))
    try bench.write("work.sh", Self.work)
    for file in ["a.md", "b.md"] { try bench.write(file, "\(file)\n") }
    try FileSystem.makeDirectories(PathName.join(bench.root, "T1"))
    try bench.write("T1/task.txt", "do it\n")
    return bench
  }

  /// What somebody sees who watches from shortly after the start until the end.
  private func watch(
    domain: String = "", look: String = ""
  ) throws -> (seen: String, bench: Bench) {
    let bench = try bench(domain: domain, look: look)
    let result = try BuiltProgram.run(
      """
      runledger init && runledger check study.yaml || exit 9
      runledger run study.yaml --jobs 2 -q >run.log 2>&1 &
      n=0; until runledger status watched -q >first.log 2>&1 || [ $n -gt 100 ]; do
        n=$((n+1)); sleep 0.1
      done
      runledger status watched --watch; code=$?
      wait; exit $code
      """, on: bench)
    #expect(result.exit == 0, "\(result.out) \(result.err) \((try? bench.read("run.log")) ?? "")")
    return (result.out, bench)
  }

  @Test func `violations, time left and success by variant are shown as they come`() throws {
    let (seen, _) = try watch()
    #expect(seen.contains("watched: running"), "\(seen)")
    #expect(seen.contains("ETA "), "\(seen)")
    #expect(seen.contains("violation ") && seen.contains("it asked twice"), "\(seen)")
    #expect(seen.contains(" · a 0.00 · b 1.00"), "\(seen)")
    #expect(seen.contains("/8 runs, ") && seen.contains("/4 pairs · "), "\(seen)")
    #expect(seen.contains("watched: closed (completed)"))
  }

  @Test func `variants are one where looks are registered, and a look is made in time`() throws {
    let (seen, bench) = try watch(
      domain: """
        domain:
          trials:
            looks: [{at: 2, alpha: 0.01}]
            metrics: {task_success: {exact: true}}
            hypotheses: [{id: H1, metric: task_success, claim: greater, test: sign}]
        """,
      look: """
        - name: look
            per: look
            run: [sh, -c, "ls ${inputs.all} | wc -l >count.txt"]
            inputs: {all: work/out.txt}
            outputs: [count.txt]
            publish: [count.txt]
        """)
    #expect(seen.contains("all variants ") && !seen.contains(" · a ") && !seen.contains(" · b "))
    #expect(try bench.read("runs/watched/look-0002/count.txt").contains("4"), "two pairs")
    let schedule = try BuiltProgram.run("runledger log watched --type stage.started", on: bench).out
    let started = schedule.split(separator: "\n").map(String.init)
    let look = try #require(started.firstIndex { $0.contains("look-0002 look") })
    #expect(started[..<look].count { $0.contains(" work#") } == 4, "\(started)")
  }

  @Test func `looks that nothing makes are refused, and so are looks that nobody registered`()
    throws
  {
    let bench = try bench()
    for (domain, look, message) in [
      (
        "domain: {trials: {looks: [{at: 2, alpha: 0.01}]}}", "",
        "looks are registered, and no stage is done once per 'look'"
      ),
      ("", "- {name: look, per: look, run: ['true']}", "no look is registered"),
      ("stop: {look: 'work.success >= 1'}", "", "no stage is done once per 'look'"),
    ] {
      try bench.write(
        "study.yaml",
        Self.study.replacing("DOMAIN", with: domain).replacing("LOOK", with: look))
      let result = bench.run("check", "study.yaml")
      #expect(result.exit == 2 && result.err.contains(message), "\(domain) \(look): \(result.err)")
    }
  }

  @Test func `a pair is repeated by one verb before anything of its own was done`() throws {
    let bench = try bench()
    let result = try BuiltProgram.run(
      """
      runledger init -q && for variant in a b; do
        runledger trial full --variant $variant --task T1 --pair-id pair-0001 -q || exit 9
      done
      runledger rerun pair-0001 -m 'the harness was mended' || exit 8
      runledger run watched -q
      """, on: bench)
    #expect(result.exit == 0, "\(result.out) \(result.err)")
    let registry = try bench.read("runs/watched/registry.csv")
    for variant in ["a", "b"] {
      #expect(registry.contains("run-0001-\(variant)-T1-v2,"), "\(registry)")
      #expect(!registry.contains("run-0002-\(variant)-T1-v2,"))
    }
    #expect(bench.run("rerun", "pair-0009", "-m", "x").exit == 4)
  }
}
