import Testing

struct StudyMistakeTests {
  @Test(arguments: identity + seeds + params + levels + limits)
  func `a mistake at the top of a study is named where it stands`(mistake: Mistake) {
    #expect(Sample.messages(mistake.text) == ["study.yaml:\(mistake.message)"])
  }

  static let identity: [Mistake] = [
    Mistake("- a\n", "1:1: a study file must be a mapping, found a list"),
    Mistake("", "1:1: the document is empty"),
    Mistake(
      "objective: o\nseed: 1\n" + Sample.stage,
      "1:1: the study has no 'study'"),
    Mistake(
      "study: s\nseed: 1\n" + Sample.stage,
      "1:1: the study has no 'objective'"),
    Mistake(
      "study: My Study\nobjective: o\nseed: 1\n" + Sample.stage,
      "1:8: study 'My Study' is not a slug: lower-case letters, digits and single"
        + " hyphens between them; did you mean 'my-study'?"),
    Mistake(
      "study: 2026\nobjective: o\nseed: 1\n" + Sample.stage,
      "1:8: study must be text, found number 2026; put it in quotes"),
    Mistake(
      "study: s\nobjective: ''\nseed: 1\n" + Sample.stage,
      "2:12: objective must not be empty"),
    Mistake(
      "study: s\nstudy: s\n",
      "2:1: key 'study' is written twice, on lines 1 and 2"),
    .top(
      "paramz: {a: 1}",
      "4:1: unknown key 'paramz' in the study; did you mean 'params'?"),
    .top(
      "metric: a b",
      "4:9: 'a b' is not a name; a name is made of letters, digits, '.', '_' and '-',"
        + " begins with a letter or digit and has at most 100 bytes"),
    .top(
      "inputs: [a.csv]",
      "4:9: inputs must be a mapping, found a list"),
    .top(
      "inputs: {a b: a.csv}",
      "4:10: 'a b' is not a name; a name is made of letters, digits, '.', '_' and '-',"
        + " begins with a letter or digit and has at most 100 bytes"),
    .top(
      "inputs: {a: }",
      "4:13: inputs.a must be text, found nothing"),
    .top(
      "code: run.sh",
      "4:7: code must be a list, found text 'run.sh'"),
    .top(
      "code: [run.sh, 5]",
      "4:16: code[1] must be text, found number 5; put it in quotes"),
    .top(
      "design: {paired: []}",
      "4:18: design.paired must be a mapping, found a list"),
    .top(
      "design: sweep",
      "4:9: design 'sweep' is empty; write design: {sweep: {...}}"),
    .top(
      "design: double",
      "4:9: design must be 'single' or a mapping with 'paired' or 'sweep', found text 'double'"),
    .stages(
      "stages: []",
      "4:9: stages must not be empty"),
    .stages(
      "stages: a",
      "4:9: stages must be a list, found text 'a'"),
    .stages(
      "code: []",
      "1:1: the study has no 'stages'"),
  ]

  static let seeds: [Mistake] = [
    Mistake(
      "study: s\nobjective: o\nseed: abc\n" + Sample.stage,
      "3:7: seed must be a whole number, found text 'abc'"),
    Mistake(
      "study: s\nobjective: o\nseed: 1.5\n" + Sample.stage,
      "3:7: seed must be a whole number of at most 64 bits, found number 1.5"),
    Mistake(
      "study: s\nobjective: o\nseed: -4\n" + Sample.stage,
      "3:7: seed must not be negative, found -4"),
    Mistake(
      "study: s\nobjective: o\nseed: 9223372036854775808\n" + Sample.stage,
      "3:7: seed must be a whole number of at most 64 bits, found number 9223372036854775808"),
    .top(
      "seeds: []",
      "4:8: seeds must hold at least one seed"),
    .top(
      "seeds: 0",
      "4:8: seeds must be from 1 to 10000, found number 0"),
    .top(
      "seeds: many",
      "4:8: seeds must be a number of seeds or a list of seeds, found text 'many'"),
    .top(
      "seeds: [1, 2, -3]",
      "4:15: seeds[2] must not be negative, found -3"),
    .top(
      "seeds: [1, 2, 1]",
      "4:15: seed 1 is listed twice, which would be the same run"),
  ]

  static let params: [Mistake] = [
    .top(
      "params: {a b: 1}",
      "4:10: 'a b' is not a name; a name is made of letters, digits, '.', '_' and '-',"
        + " begins with a letter or digit and has at most 100 bytes"),
    .top(
      "params: {a: .nan}",
      "4:13: params.a must be a finite number, found number .nan"),
    .top(
      "params: {a: [1, -.inf]}",
      "4:17: params.a[1] must be a finite number, found number -.inf"),
    .top(
      "params: {a: ~}",
      "4:13: params.a must be a number, a text, true or false, found nothing"),
    .top(
      "params: {a: [[1]]}",
      "4:14: params.a[0] must be a number, a text, true or false, found a list"),
    .top(
      "params: {a: {bypass: true}}",
      "4:13: parameter 'a' has no 'value'"),
    .top(
      "params: {a: {value: 1, bypas: true}}",
      "4:24: unknown key 'bypas' in parameter 'a'; did you mean 'bypass'?"),
    .top(
      "params: {a: {value: 1, bypass: yes}}",
      "4:32: bypass must be true or false, found text 'yes'"),
  ]

  static let levels: [Mistake] = [
    .top(
      "levels: {}",
      "4:9: levels must not be empty; leave it out instead"),
    .top(
      "levels: {a/b: {}}",
      "4:10: 'a/b' is not a name; a name is made of letters, digits, '.', '_' and '-',"
        + " begins with a letter or digit and has at most 100 bytes"),
    .top(
      "levels: {A: }",
      "4:13: levels.A must be a mapping, found nothing"),
    .top(
      "levels: {A: {seed: 2}}",
      "4:14: unknown key 'seed' in level 'A'; did you mean 'seeds'?"),
    .top(
      "levels: {A: {seeds: 10001}}",
      "4:21: seeds must be from 1 to 10000, found number 10001"),
    .top(
      "params: {folds: 5}\nlevels: {A: {params: {fold: 2}}}",
      "5:23: unknown parameter 'fold'; did you mean 'folds'?"),
    .top(
      "params: {folds: 5}\nlevels: {A: {params: {folds: {value: 2}}}}",
      "5:30: params.folds must be a number, a text, true or false, found a mapping"),
  ]

  static let limits: [Mistake] = [
    .top(
      "requires: {command: [awk]}",
      "4:12: unknown key 'command' in 'requires'; did you mean 'commands'?"),
    .top(
      "requires: {disk: 100MB}",
      "4:18: disk must be a size, found text '100MB'; write 512K, 100M, 2G, 1T or a"
        + " plain number of bytes; 1K is 1024 bytes"),
    .top(
      "requires: {disk: 0}",
      "4:18: disk must be more than zero bytes, found number 0"),
    .top(
      "requires: {disk: 9999999999G}",
      "4:18: disk must be a size, found text '9999999999G'; write 512K, 100M, 2G, 1T"
        + " or a plain number of bytes; 1K is 1024 bytes"),
    .top(
      "requires: {env: [A-B]}",
      "4:18: 'A-B' is not the name of an environment variable"),
    .top(
      "requires: {env: [RUNLEDGER_SEED]}",
      "4:18: 'RUNLEDGER_SEED' cannot be required, since every stage gets its own"
        + " 'RUNLEDGER_' variables"),
    .top(
      "budget: {runtime: 30}",
      "4:19: runtime must be a duration, found number 30; write 500ms, 60s, 30m, 2h,"
        + " 1d or 1h30m"),
    .top(
      "budget: {runtime: 0s}",
      "4:19: runtime must be longer than zero, found text '0s'"),
    .top(
      "budget: {memory: lots}",
      "4:18: memory must be a size, found text 'lots'; write 512K, 100M, 2G, 1T or a"
        + " plain number of bytes; 1K is 1024 bytes"),
    .top(
      "budget: {retries: -1}",
      "4:19: retries must be from 0 to 1000000, found number -1"),
    .top(
      "stop: {sucess: a.x > 1}",
      "4:8: unknown key 'sucess' in 'stop'; did you mean 'success'?"),
    .top(
      "stop: {success: a.x >}",
      "4:17: success is not a valid condition: a value is missing"),
    .top(
      "stop: {success: a.x > 1 and a.x is 2}",
      "4:36: success is not a valid condition: 'null' is missing after 'is'"),
    .top(
      "stop:\n  failure: >-\n    a.x > 1\n    and b.x > 1",
      "7:9: unknown stage 'b'; did you mean 'a'?"),
    .top(
      "exclusions: {late: [too, late]}",
      "4:20: exclusions.late must be a mapping, found a list; say when it holds:"
        + " {when: 'run.timed_out = true', reason: ...}"),
    .top(
      "exclusions: {late: {when: a.x > 1, reason: r}}",
      "4:27: when cannot look at 'a.x'; it looks at run.state, run.elapsed, run.failure,"
        + " run.exit, run.timed_out, run.attempts, pair.verified, violation.critical"),
    .top(
      "exclusions: {late: {when: run.exit = 'x', reason: r}}",
      "4:38: when is not a valid condition: 'run.exit' is a number, but \"x\" is not"),
    .top(
      "exclusions: {late: {when: run.timed_out = true}}",
      "4:20: exclusion 'late' has no 'reason'"),
    .top(
      "pins: {refuse: [codes]}",
      "4:17: unknown pin 'codes'; did you mean 'code'?"),
    .top(
      "notify: mail.sh",
      "4:9: notify must be a list, found text 'mail.sh'"),
  ]
}
