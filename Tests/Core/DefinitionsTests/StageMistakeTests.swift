import Testing

struct StageMistakeTests {
  @Test(arguments: shape + run + dataflow + axes + order)
  func `a mistake in a stage is named where it stands`(mistake: Mistake) {
    #expect(Sample.messages(mistake.text) == ["study.yaml:\(mistake.message)"])
  }

  static let shape: [Mistake] = [
    .stage(
      "timout: 5s",
      "7:5: unknown key 'timout' in stage 'a'; did you mean 'timeout'?"),
    .stage(
      "per: runs",
      "7:10: unknown scope 'runs'; did you mean 'run'?"),
    .stage(
      "per: pair",
      "7:10: a 'single' study has nothing to do once per 'pair'; there are 'run' and 'study'"),
    .stage(
      "timeout: 60",
      "7:14: timeout must be a duration, found number 60; write 500ms, 60s, 30m, 2h,"
        + " 1d or 1h30m"),
    .stage(
      "timeout: 0s",
      "7:14: timeout must be longer than zero, found text '0s'"),
    .stage(
      "timeout: 30m1h",
      "7:14: timeout must be a duration, found text '30m1h'; write 500ms, 60s, 30m,"
        + " 2h, 1d or 1h30m"),
    .stage(
      "timeout: 1.5h",
      "7:14: timeout must be a duration, found text '1.5h'; write 500ms, 60s, 30m, 2h,"
        + " 1d or 1h30m"),
    .stage(
      "timeout: 999999999d",
      "7:14: timeout must be a duration, found text '999999999d'; write 500ms, 60s,"
        + " 30m, 2h, 1d or 1h30m"),
    .stage(
      "restart: resume",
      "7:14: unknown way to restart 'resume'; there are 'clean' and 'continue'"),
    .stage(
      "retry: {for: [timeout]}",
      "7:12: 'retry' has no 'attempts'"),
    .stage(
      "retry: {attempts: 0}",
      "7:23: attempts must be from 1 to 100, found number 0"),
    .stage(
      "retry: {attempts: 101}",
      "7:23: attempts must be from 1 to 100, found number 101"),
    .stage(
      "retry: {attempts: 2, for: [timeouts]}",
      "7:32: unknown cause 'timeouts'; did you mean 'timeout'?"),
    .stage(
      "retry: {attempts: 2, for: ['exit:0']}",
      "7:32: unknown cause 'exit:0'; did you mean 'exit:N'?"),
    .stage(
      "retry: {attempts: 2, for: []}",
      "7:31: for must name at least one cause"),
    .stage(
      "retry: {attempts: 2, backoff: 2d}",
      "7:35: backoff must be at most 1d, found text '2d'"),
    .stage(
      "approve: {role: operator}",
      "6:5: stage 'a' waits for a person and cannot have 'run'; make it a stage of its own"),
    .stages(
      "stages:\n  - name: a",
      "5:5: stage 'a' has neither 'run' nor 'approve'; give it one of them"),
    .stages(
      "stages:\n  - run: [x]",
      "5:5: stages[0] has no 'name'"),
    .stages(
      "stages:\n  - name: a b\n    run: [x]",
      "5:11: 'a b' is not a name; a name is made of letters, digits, '.', '_' and '-',"
        + " begins with a letter or digit and has at most 100 bytes"),
    .stages(
      "stages:\n  - name: a.b\n    run: [x]",
      "5:11: stage 'a.b' has a '.' in its name, which separates stage and metric in"
        + " conditions; use '-' instead"),
    .stages(
      "stages:\n  - name: a\n    approve: {role: viewer}",
      "6:21: unknown role of a person 'viewer'; there are 'operator' and 'admin'"),
    .stages(
      "stages:\n  - name: a\n    approve: {not_author: maybe}",
      "6:27: not_author must be true or false, found text 'maybe'"),
    .stages(
      "stages:\n  - {name: a, run: [x]}\n  - {name: a, run: [x]}",
      "6:12: stage 'a' is defined twice, first on line 5"),
  ]

  static let run: [Mistake] = [
    .stages(
      "stages:\n  - name: a\n    run: awk -f x.awk",
      "6:10: run must be a list of arguments, found text 'awk -f x.awk'; no shell"
        + " reads it: write [program, argument, ...], or [sh, -c, '...'] for a shell"),
    .stages(
      "stages:\n  - name: a\n    run: []",
      "6:10: run must not be empty; its first element is the program"),
    .stages(
      "stages:\n  - name: a\n    run: ['']",
      "6:11: the program must not be empty"),
    .stages(
      "stages:\n  - name: a\n    run: [x, [y]]",
      "6:14: run[1] must be text, found a list"),
    .stages(
      "stages:\n  - name: a\n    run: [x, \"seed=${sed}\"]",
      "6:20: '${sed}' is unknown; there are seed, level, run, study, params.NAME,"
        + " inputs.NAME and unit.NAME, and in a paired study variant, variant.path, task,"
        + " task.path, pair and pair.seed"),
    .stages(
      "stages:\n  - name: a\n    run: [x, 'v=${seed']",
      "6:17: a '}' is missing after '${' in 'v=${seed'"),
    .stages(
      "params: {folds: 1}\nstages:\n  - name: a\n    run: [x, \"é ${params.fold}\"]",
      "7:17: unknown parameter 'fold' in '${params.fold}'; did you mean 'folds'?"),
    .stages(
      "stages:\n  - name: a\n    run: [x, \"${params.fold}\"]",
      "6:15: unknown parameter 'fold' in '${params.fold}'; there are none"),
    .stages(
      "inputs: {cells: a}\nstages:\n  - name: a\n    run: [x, \"${inputs.cell}\"]",
      "7:15: unknown input 'cell' in '${inputs.cell}'; did you mean 'cells'?"),
    .stage(
      "foreach: {fold: [1, 2]}\nwhen: a",
      "8:11: when is not a valid condition: 'a' is not a field of a run; write params.NAME,"
        + " metrics.NAME, tags.NAME, STAGE.METRIC, or one of run, study, batch, level, variant,"
        + " task, seed, state, verdict, baseline, started, elapsed"),
    .stage(
      "when: params.k > 1",
      "7:11: when cannot look at 'params.k'; it looks at STAGE.METRIC and STAGE.verdict"),
    .stages(
      "stages:\n  - name: params\n    run: [x]",
      "5:11: a stage cannot be called 'params', with which conditions begin a reference"),
    .stages(
      "stages:\n  - name: a\n    foreach: {fold: [1, 2]}\n    run: [x, \"${unit.flod}\"]",
      "7:15: unknown axis 'flod' in '${unit.flod}'; did you mean 'fold'?"),
    .stage(
      "params: [folds]",
      "7:14: unknown parameter 'folds'; there are none"),
  ]

  static let dataflow: [Mistake] = [
    .stage(
      "inputs: {t: fetch/t.csv}",
      "7:17: unknown stage 'fetch'; there is only 'a'"),
    .stage(
      "inputs: {t: cells}",
      "7:17: unknown input 'cells'; there are none"),
    .stage(
      "inputs: {t: a}",
      "7:17: 'a' is a stage, not one of its outputs; write 'a/OUTPUT'"),
    .stage(
      "inputs: {t: a/t.csv}",
      "7:17: stage 'a' declares no output 't.csv'; add it to its 'outputs'"),
    .stage(
      "outputs: [t.csv]\ninputs: {t: a/t.csw}",
      "8:17: stage 'a' declares no output 't.csw'; did you mean 't.csv'?"),
    .stage(
      "outputs: [/tmp/t.csv]",
      "7:15: output '/tmp/t.csv' is absolute; it has to be relative to the stage's directory"),
    .stage(
      "outputs: {../t.csv: blob}",
      "7:15: output '../t.csv' leaves the stage's directory"),
    .stage(
      "outputs: {x/../../t.csv: blob}",
      "7:15: output 'x/../../t.csv' leaves the stage's directory"),
    .stage(
      "outputs: {./t.csv: blob}",
      "7:15: output './t.csv' has empty parts; write it without '.' and double '/'"),
    .stage(
      "outputs: {\"t-${seed}.csv\": blob}",
      "7:15: output 't-${seed}.csv' has a '${...}', which only 'run' may have; every"
        + " attempt has its own directory"),
    .stage(
      "outputs: {t.csv: keep}",
      "7:22: unknown way to keep an output 'keep'; there are 'blob', 'digest' and 'optional'"),
    .stage(
      "outputs: [t.csv, t.csv]",
      "7:22: output 't.csv' is listed twice"),
    .stage(
      "outputs: [d, d/t.csv]",
      "7:18: output 'd/t.csv' is part of output 'd', so it would be kept in two ways;"
        + " declare only one of them"),
    .stage(
      "outputs: {d/t.csv: blob, e: blob, d: digest}",
      "7:39: output 'd/t.csv' is part of output 'd', so it would be kept in two ways;"
        + " declare only one of them"),
  ]

  static let axes: [Mistake] = [
    .stage(
      "foreach: {}",
      "7:14: foreach must name at least one axis"),
    .stage(
      "foreach: {k: []}",
      "7:18: axis 'k' has no values"),
    .stage(
      "foreach: {k: [1, 2, 1]}",
      "7:25: axis 'k' has the value '1', which is there twice"),
    .stage(
      "foreach: {k: [a/b]}",
      "7:19: axis 'k' has the value 'a/b', which has a ',' or '/' or control"
        + " character, and so cannot name a unit"),
    .stage(
      "foreach: {k: ['']}",
      "7:19: axis 'k' has the value '', which is empty"),
    .stage(
      "foreach: {k: 3}",
      "7:18: foreach.k must be a list or one '${params.NAME}', found number 3"),
    .stage(
      "foreach: {k: \"${params.ks}\"}",
      "7:18: unknown parameter 'ks'; there are none"),
    .stage(
      "foreach: {k: [\(hundred)], l: [\(hundred)], m: [1, 2]}",
      "7:14: foreach gives more than 10000 units; split the study, or let one unit do more"),
    .stages(
      "params: {ks: 3}\n" + overKs,
      "8:18: axis 'k' needs a list with values, which parameter 'ks' is not"),
    .stages(
      "params: {ks: [1, 1]}\n" + overKs,
      "8:18: axis 'k' takes '1' from parameter 'ks', which is there twice"),
    .stages(
      "params: {ks: [1, 2]}\nlevels: {A: {params: {ks: []}}}\n" + overKs,
      "9:18: axis 'k' needs a list with values, which parameter 'ks' is not at level 'A'"),
  ]

  static let order: [Mistake] = [
    .stage(
      "outputs: [t]\ninputs: {t: a/t}",
      "5:11: stage 'a' depends on itself"),
    .stage(
      "when: a.x > 1",
      "5:11: stage 'a' depends on itself"),
    .stage(
      "when: b.x > 1",
      "7:11: unknown stage 'b'; did you mean 'a'?"),
    .stage(
      "when: a.x > one",
      "7:17: when is not a valid condition: 'a.x' is a number, but \"one\" is not"),
    .stages(
      """
      stages:
        - {name: a, run: [x], outputs: [t], inputs: {i: c/t}}
        - {name: b, run: [x], outputs: [t], when: a.x > 1}
        - {name: c, run: [x], outputs: [t], inputs: {i: b/t}}
      """,
      "5:12: stages depend on each other: a -> c -> b -> a"),
  ]

  private static let hundred = (1...100).map { "\($0)" }.joined(separator: ", ")
  private static let overKs =
    "stages:\n  - name: a\n    run: [x]\n    foreach: {k: \"${params.ks}\"}"
}
