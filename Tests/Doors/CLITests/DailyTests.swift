import Codecs
import Files
import TestKit
import Testing

@testable import CLI

/// The verbs of every day, as a person types them on a study of six runs of which some fail.
@Suite(.serialized) struct DailyTests {
  private let bench: Bench

  init() throws {
    bench = try Bench()
    try bench.write(
      "study.yaml",
      """
      study: six
      objective: Which seeds go through?
      metric: loss
      better: lower
      seeds: [1, 2, 3, 4, 5, 6]
      code: [work.sh]
      stages:
        - name: first
          run: [sh, work.sh, "${seed}"]
          outputs: {out.txt: blob, note.bin: digest}
          timeout: 30s
        - name: second
          run: [sh, -c, 'cat "$0" > copy.txt', "${inputs.out}"]
          inputs: {out: first/out.txt}
          outputs: {copy.txt: blob}

      """)
    try bench.write(
      "work.sh",
      """
      for step in 1 2 3; do
        v=$((10 - step - $1))
        echo "{\\"metric\\": {\\"name\\": \\"loss\\", \\"value\\": $v, \\"step\\": $step}}" \\
          >>"$RUNLEDGER_EVENTS"
      done
      echo "hello from $1"
      if test "$1" -gt 3 && ! test -e "\(bench.root)/mended$1"; then
        echo "no patience with $1" >&2; exit 3
      fi
      echo "result $1" >out.txt; printf '\\000\\377' >note.bin

      """)
    #expect(bench.run("init").exit == 0)
  }

  private func ran() -> Bench.Result { bench.run("run", "study.yaml", "--keep-going", "-q") }

  @Test func `selectors that name nothing are errors, with the nearest name`() throws {
    for words in [["--until", "frist"], ["--skip", "frist"]] {
      for line in [["run", "study.yaml"], ["run", "study.yaml", "-n"]] {
        let wrong = bench.run(line + words)
        #expect(wrong.exit == 4, "\(words): \(wrong.err)")
        #expect(wrong.err.contains("did you mean 'first'?"), "\(wrong.err)")
      }
    }
    let wrong = bench.run("run", "study.yaml", "--run", "s7")
    #expect(wrong.exit == 4)
    #expect(wrong.err.contains("there is no run 's7'"), "\(wrong.err)")
    #expect(wrong.err.contains("did you mean 's"), "\(wrong.err)")
    #expect(bench.run("status").out == "no study yet\n", "nothing was registered")
    #expect(bench.run("run", "study.yaml", "--run", "s2", "-q").exit == 0)
    #expect(bench.run("run", "six", "--until", "fir", "--run", "s1", "-q").exit == 0)
    #expect(bench.run("runs", "six", "--csv").lines.count == 3)
  }

  @Test func `status says in a screen what failed, why, and where its stderr is`() throws {
    #expect(ran().exit == 12)
    let status = bench.run("status")
    #expect(status.lines.count <= 24, "\(status.out)")
    #expect(status.out.contains("failed s4/first: "), "\(status.out)")
    #expect(status.out.contains("it exited with 3: no patience with 4"), "\(status.out)")
    let path = try #require(
      status.lines.first { $0.contains("stderr: ") }?.split(separator: " ").last.map(String.init))
    #expect(try bench.read(path) == "no patience with 4\n")
    let failed = try bench.run("status", "--json").json()["studies"]?.asArray?.first?.asMap?[
      "failed"]
    #expect(failed?.asArray?.count == 3)
    #expect(bench.run("status", "--all").out.contains("stage"))
    #expect(bench.run("show", "s4").out.contains("its stderr: \(path)"))
  }

  @Test func `one of three failed runs is tried again alone, and all of them by a pattern`() throws
  {
    #expect(ran().exit == 12)
    try bench.write("mended5", "")
    #expect(bench.run("retry", "s5", "-m", "mended").exit == 0)
    #expect(bench.run("run", "six", "-q").exit == 12, "two stay blocked")
    let states = bench.run("runs", "six", "--columns", "run,state", "--csv").lines.sorted()
    #expect(states.contains("s5,finished"), "\(states)")
    #expect(states.contains("s4,blocked") && states.contains("s6,blocked"), "\(states)")
    #expect(bench.run("retry", "x*", "-m", "y").exit == 4)
    try bench.write("mended4", "")
    try bench.write("mended6", "")
    let all = bench.run("retry", "s[46]/first", "-m", "mended")
    #expect(all.exit == 0 && all.err.contains("runledger run six"), "\(all.out)\(all.err)")
    #expect(bench.run("run", "six", "-q").exit == 0)
    #expect(bench.run("retry", "--failed", "-m", "again").exit == 4)
    #expect(bench.run("replay").exit == 0)
  }

  @Test func `logs, cat and get give what stages printed and left behind`() throws {
    #expect(ran().exit == 12)
    #expect(bench.run("logs", "s1/first").out == "hello from 1\n")
    let both = bench.run("logs", "s4")
    #expect(both.out == "hello from 4\n" && both.err == "no patience with 4\n")
    #expect(bench.run("logs", "s4/first", "--stderr").out == "no patience with 4\n")
    #expect(bench.run("logs", "s4", "--attempt", "7").exit == 4)
    #expect(bench.run("logs", "s1/first", "-f").out == "hello from 1\n")
    #expect(bench.run("cat", "s2/first/out.txt").out == "result 2\n")
    #expect(bench.run("cat", "six/s2/copy.txt").out == "result 2\n")
    let wrong = bench.run("cat", "s2/first/oot.txt")
    #expect(wrong.exit == 4 && wrong.err.contains("did you mean 'out.txt'?"), "\(wrong.err)")
    let get = bench.run("get", "s2", "-o", "copy")
    #expect(get.exit == 1 && get.err.contains("first/note.bin"), "\(get.err)")
    #expect(try bench.read("copy/second/copy.txt") == "result 2\n")
    try bench.write("copy/first/out.txt", "mine")
    #expect(bench.run("get", "s2/first/out.txt", "-o", "copy").exit == 5)
    #expect(try bench.read("copy/first/out.txt") == "mine")
  }

  @Test func `metrics reported without any gate are everywhere, and their curves are drawn`() throws
  {
    #expect(ran().exit == 12)
    #expect(bench.run("show", "s1").out.contains("loss=6"), "\(bench.run("show", "s1").out)")
    let shown = try bench.run("show", "s1", "--json").json()
    #expect(shown["metrics"]?.asMap?["loss"] == .double(6))
    #expect(bench.run("runs", "six", "--where", "metrics.loss = 6", "--csv").lines.count == 2)
    for option in ["--where", "--sort"] {
      let wrong = bench.run("runs", option, option == "--sort" ? "metric.loss" : "metric.loss = 6")
      #expect(wrong.exit == 4 && wrong.err.contains("no study has a stage 'metric'"))
      #expect(wrong.err.contains("did you mean 'metrics'?"), "\(wrong.err)")
    }
    let absent = bench.run("run", "sixx.yaml")
    #expect(absent.exit == 4 && absent.err.contains("there is no study file 'sixx.yaml'"))
    let manifest = try bench.read("runs/six/s1/manifest.json")
    #expect(manifest.contains("\"loss\": 6"), "\(manifest)")
    let report = bench.run("report", "six").out
    #expect(
      report.contains("## Curves") && report.contains("loss as it was reported, by step"),
      "\(report)")
    let plot = bench.run("plot", "loss", "s1", "s2")
    #expect(plot.lines.contains("* s1") && plot.lines.contains("o s2"), "\(plot.out)")
    #expect(bench.run("plot", "loss", "s1", "--csv").lines.contains("s1,first,,3,6"))
    #expect(bench.run("plot", "loss", "--svg", "loss.svg").exit == 0)
    #expect(try bench.read("loss.svg").contains("<title"))
    let wrong = bench.run("plot", "lass")
    #expect(wrong.exit == 4 && wrong.err.contains("did you mean 'loss'?"), "\(wrong.err)")
    // Less is better, as the study says.
    #expect(bench.run("runs", "six", "--best", "loss").out.contains("s3"))
  }

  @Test func `tags are statements that runs, compare and filters read`() throws {
    #expect(ran().exit == 12)
    #expect(bench.run("lock", "s1", "-m", "kept").exit == 0)
    #expect(bench.run("tag", "s1", "owner=kim", "use=paper").exit == 0)
    #expect(bench.run("runs", "--where", "tags.owner = \"kim\"", "--csv").lines.count == 2)
    #expect(bench.run("runs", "six").out.contains("owner"))
    #expect(bench.run("show", "s1").out.contains("tags: owner=kim use=paper"))
    #expect(
      bench.run("compare", "s1", "s2").out.contains("owner"),
      "\(bench.run("compare", "s1", "s2").out)")
    #expect(bench.run("tag", "s1", "--remove", "owner").exit == 0)
    #expect(bench.run("runs", "--where", "tags.owner is not null", "--csv").lines.count == 1)
    #expect(bench.run("log", "s1", "--type", "run.tagged").lines.count == 3)
    for (words, exit) in [
      (["tag", "s1"], Int32(2)), (["tag", "s1", "owner"], 2), (["tag", "s1", "=x"], 2),
      (["tag", "s1", "a b=c"], 2), (["tag", "s9", "a=b"], 4),
    ] {
      let wrong = bench.run(words)
      #expect(wrong.exit == exit, "\(words): \(wrong.exit) \(wrong.err)")
    }
    #expect(bench.run("verify").exit == 0)
    #expect(bench.run("replay").exit == 0)
    #expect(bench.run("export", "--check").exit == 0)
  }

  @Test func `a study's log has its runs, and a stage has a log of its own`() throws {
    #expect(ran().exit == 12)
    #expect(bench.run("log", "six").out.contains("stage.finished run/six/s1"))
    let own = bench.run("log", "s1/first").lines
    #expect(own.count == 4 && own.allSatisfy { $0.contains("first") }, "\(own)")
  }

  @Test func `single commands are one group, and show their command line`() throws {
    #expect(bench.run("exec", "--name", "good", "-q", "--", "sh", "-c", "echo 'a b' >x").exit == 0)
    #expect(
      bench.run("exec", "--name", "bad", "-q", "--", "sh", "-c", "echo why >&2; exit 9").exit == 9)
    #expect(bench.run("exec", "--name", "third", "-q", "--", "true").exit == 0)
    let status = bench.run("status")
    #expect(status.lines.count == 2, "\(status.out)")
    #expect(status.lines.first == "exec: 3 commands, 2 done, 1 failed", "\(status.out)")
    #expect(status.out.contains("bad: sh -c 'echo why >&2; exit 9'"), "\(status.out)")
    #expect(!status.out.contains("blocked"))
    #expect(bench.run("runs", "--where", "state = failed", "--csv").lines.count == 2)
    #expect(bench.run("runs", "--csv").out.contains("sh -c 'echo '\\''a b'\\'' >x'"))
    #expect(bench.run("show", "good").out.contains("echo '\\''a b'\\'' >x"))
    #expect(bench.run("logs", "bad", "--stderr").out == "why\n")
    #expect(bench.run("tag", "good", "kept=yes").exit == 0, "its only run is meant")
    #expect(bench.run("show", "bad").out.contains("1 failed"))
    #expect(bench.run("report", "bad").out.contains("exited with 9"))
    #expect(bench.run("exec", "--name", "old", "-q", "-o", "x", "--", "true").exit == 12)
    let missing = bench.run("exec", "--name", "none", "-o", "y", "--", "true")
    #expect(
      missing.exit == 12 && missing.err.contains("exited with 0, but output 'y'"), "\(missing.err)")
  }

  @Test func `check warns of what a beginner forgets`() throws {
    try bench.edit("study.yaml", "code: [work.sh]\n", "")
    let check = bench.run("check", "study.yaml")
    #expect(check.err.contains("'work.sh', which lies beside the study"), "\(check.err)")
    try bench.write(
      "sweep.yaml",
      """
      study: sw
      objective: Which rate?
      metric: m
      params: {lr: 0.1}
      design: {sweep: {axes: {lr: [1, -1, 1e-05, "1e05"]}, seeds: [1]}}
      stages: [{name: a, run: [echo, "${params.lr}"]}]

      """)
    let same = bench.run("check", "sweep.yaml")
    #expect(same.exit == 2 && same.err.contains("two variants would have the name"), "\(same.err)")
  }

  @Test func `completion offers studies, runs and stages`() throws {
    #expect(ran().exit == 12)
    #expect(
      bench.run("completions", "words", "s").lines == ["six", "s1", "s2", "s3", "s4", "s5", "s6"])
    #expect(bench.run("completions", "words", "six/s1").lines == ["six/s1"])
    #expect(bench.run("completions", "words", "s1/").lines == ["s1/first", "s1/second"])
    #expect(bench.run("completions", "words", "zzz").out == "")
    #expect(bench.run("completions", "fish").out.contains("complete -c runledger"))
    #expect(try bench.run("runs", "--help", "--json").json()["verbs"]?.asArray?.count == 1)
  }

  @Test func `a change that changes nothing is no change, and text parameters stay texts`() throws {
    try bench.write(
      "small.yaml",
      """
      study: small
      objective: Does it echo?
      seed: 1
      params: {s: abc, n: 3}
      notify: [sh, -c, 'echo "$1 $2" >>told.txt']
      stages: [{name: say, run: [echo, "${params.s}", "${params.n}"], timeout: 30s}]

      """)
    #expect(bench.run("run", "small.yaml", "-p", "s=", "-q").exit == 0)
    #expect(bench.run("logs", "small/s1").out == " 3\n")
    #expect(try bench.read("told.txt") == "finished small\n")
    #expect(bench.run("run", "study.yaml", "--run", "s1", "-q").exit == 0)
    let entries = try bench.entries()
    try bench.write("study.yaml", "# a remark\n" + bench.read("study.yaml"))
    let again = bench.run("run", "study.yaml", "--run", "s1", "-q")
    #expect(again.exit == 0, "\(again.err)")
    #expect(try bench.entries() == entries, "nothing was added")
    try bench.edit("study.yaml", "timeout: 30s", "timeout: 31s")
    #expect(bench.run("run", "study.yaml", "-q").exit == 5, "a result is known")
  }
}
