import Codecs
import StageKit
import Testing

@testable import CLI

@Suite struct HelpTests {
  private let bench: Bench

  init() throws { bench = try Bench() }

  @Test func `the program alone prints the overview and fails`() {
    let result = bench.run([])
    #expect(result.exit == 2)
    #expect(result.out == "")
    #expect(result.err.contains("usage: runledger VERB"))
  }

  @Test func `asked for help, it prints the overview as data`() {
    for words in [["--help"], ["-h"], ["help"]] {
      let result = bench.run(words)
      #expect(result.exit == 0)
      #expect(result.err == "")
      for verb in VerbTable.verbs {
        #expect(result.out.contains("  \(verb.name) "), "\(verb.name)")
      }
    }
  }

  @Test func `every verb's page names every long option`() {
    for verb in VerbTable.verbs {
      let words = verb.name.split(separator: " ").map(String.init)
      let page = bench.run(["help"] + words)
      #expect(page.exit == 0)
      for option in verb.allOptions { #expect(page.out.contains("--\(option.name)")) }
      #expect(bench.run(words + ["--help"]).out == page.out)
    }
  }

  @Test func `the page of a verb reads as it always did`() {
    #expect(
      bench.run("help", "lock").out == """
        runledger lock: freeze the facts of a finished run

        usage: runledger lock [STUDY/]RUN [-m WHY]

        Statements about a locked run are still possible; new facts are refused for good.

        options:
          -n, --dry-run       print the events that would be appended, but append nothing
          -m, --reason TEXT   why, for the record
              --cmd-id TEXT   an idempotency key: the same command again changes nothing
              --wait SECONDS  how long to wait for another writer (30)

        options of every verb:
              --json          print data as JSON
          -q, --quiet         print no progress
              --ledger PATH   the ledger, instead of the nearest one in a parent directory
              --key KEY       sign with this key: its label, or the start of its id
              --yes           do not ask for confirmation
          -h, --help          print help

        example:
          runledger lock A-s42 -m "in the paper"

        """)
  }

  @Test func `the topics are there`() {
    let codes = bench.run("help", "exit-codes")
    for row in ExitCode.meanings { #expect(codes.out.contains(row.meaning)) }
    #expect(bench.run("help", "environment").out.contains("RUNLEDGER_DIR"))
    #expect(bench.run("help", "files").out.contains("SHA256SUMS"))
    #expect(bench.run("help", "exit-code").err.contains("did you mean 'exit-codes'?"))
  }

  @Test func `a group's page holds its members' pages`() {
    let page = bench.run("help", "key")
    #expect(page.exit == 0)
    for name in ["list", "new", "enroll", "revoke"] {
      #expect(page.out.contains("usage: runledger key \(name)"))
    }
  }

  @Test func `the version is one line, or one object`() throws {
    for words in [["--version"], ["version"]] {
      #expect(bench.run(words).out == "runledger \(CommandLineTool.version)\n")
      let json = try bench.run(words + ["--json"]).json()
      #expect(json["version"]?.asText == CommandLineTool.version)
      #expect(json["rules_revision"]?.asInt == 1)
      #expect(json["rows_revision"]?.asInt == 2)
      #expect(json["sqlite"]?.asText?.hasPrefix("3.") == true)
    }
  }

  @Test func `what is not there meets what may have been meant`() {
    let verb = bench.run("stauts")
    #expect(verb.exit == 2)
    #expect(verb.err == "runledger: there is no verb 'stauts'\nhint: did you mean 'status'?\n")
    let option = bench.run("status", "--jsno")
    #expect(option.exit == 2)
    #expect(option.err.contains("did you mean '--json'?"))
  }

  @Test func `completion scripts know every verb and option`() {
    let bash = bench.run("completions", "bash").out
    let zsh = bench.run("completions", "zsh").out
    for verb in VerbTable.verbs {
      for script in [bash, zsh] { #expect(script.contains(verb.name), "\(verb.name)") }
      for option in verb.allOptions { #expect(bash.contains("--\(option.name)")) }
    }
    #expect(bench.run("completions", "tcsh").exit == 2)
  }

  @Test func `help is there for programs too`() throws {
    let json = try bench.run("help", "--json").json()
    #expect(json["verbs"]?.asArray?.count == VerbTable.verbs.count)
    #expect(json["exit_codes"]?.asArray?.count == ExitCode.meanings.count)
  }
}
