import Testing

struct GateMistakeTests {
  @Test(arguments: gates + checks)
  func `a mistake in a gate is named where it stands`(mistake: Mistake) {
    #expect(Sample.messages(mistake.text) == ["study.yaml:\(mistake.message)"])
  }

  static let gates: [Mistake] = [
    .stage(
      "gates: {name: g}",
      "7:12: gates must be a list, found a mapping"),
    .stage(
      "gates: [{checks: [{metric: m, pass: '> 1'}]}]",
      "7:13: gates[0] has no 'name'"),
    .stage(
      "gates: [{name: g}]",
      "7:13: gate 'g' has no 'checks'"),
    .stage(
      "gates: [{name: g, checks: []}]",
      "7:31: gate 'g' checks nothing"),
    .stage(
      "gates:\n  - {name: g, checks: [\(sound)]}\n  - {name: g, checks: [\(sound)]}",
      "9:16: gate 'g' is defined twice in stage 'a'"),
    .stage(
      "gates: [{name: g, levels: [full], checks: [\(sound)]}]",
      "7:31: the study has no levels"),
  ]

  static let checks: [Mistake] = [
    check(
      "exists",
      "11:13: checks[0] must be a mapping, found text 'exists'"),
    check(
      "{}",
      "11:13: a check must not be empty; there are 'exists', 'metric', 'coverage',"
        + " 'rows', 'distinct', 'schema' and 'stability'"),
    check(
      "{exist: t.csv}",
      "11:14: unknown kind of check 'exist'; did you mean 'exists'?"),
    check(
      "{exists: u.csv}",
      "11:22: stage 'a' declares no output 'u.csv'; did you mean 't.csv'?"),
    check(
      "{exists: t.csv, metric: m, pass: '> 1'}",
      "11:13: one check has two kinds, 'exists' and 'metric'; make it two checks"),
    check(
      "{metric: m}",
      "11:13: the check 'metric' has no 'pass'"),
    check(
      "{metric: m, pass: 0.85}",
      "11:31: pass must be a comparison with a number, found number 0.85; write it in"
        + " quotes, such as \">= 0.85\""),
    check(
      "{metric: m, pass: '> high'}",
      "11:31: pass must be a comparison with a number, found text '> high'; write it"
        + " in quotes, such as \">= 0.85\""),
    check(
      "{metric: m, pass: '> 2', warn: '=> 1'}",
      "11:44: warn must be a comparison with a number, found text '=> 1'; write it in"
        + " quotes, such as \">= 0.85\""),
    check(
      "{metric: m, pass: > 2}",
      "11:31: found character that cannot start any token (while scanning for the next"
        + " token that starts at 11:31); a threshold needs quotes: pass: \">= 0.85\""),
    check(
      "{metric: m, in: m.json, pass: '> 1'}",
      "11:29: stage 'a' declares no output 'm.json'; there is only 't.csv'"),
    check(
      "{metric: m, file: t.csv, pass: '> 1'}",
      "11:25: unknown key 'file' in the check 'metric'; there are 'metric', 'in',"
        + " 'pass', 'warn' and 'inconclusive'"),
    check(
      "{rows: t.txt, pass: '> 1'}",
      "11:20: stage 'a' declares no output 't.txt'; there is only 't.csv'"),
    check(
      "{distinct: t.csv, pass: '> 1'}",
      "11:13: the check 'distinct' has no 'column'"),
    check(
      "{coverage: t.csv, column: id, pass: '> 1'}",
      "11:13: the check 'coverage' has no 'of'"),
    check(
      "{coverage: t.csv, column: id, of: inputs.cells, pass: '> 1'}",
      "11:47: unknown input 'cells'; there are none"),
    Mistake(
      Sample.head + "inputs: {cells: c.csv}\n" + Sample.stage
        + "    outputs: [t.csv]\n    gates: [{name: g, checks: [\(coverage)]}]\n",
      "9:66: stage 'a' does not read input 'cells'; add 'cells: inputs.cells' to its 'inputs'"),
    check(
      "{stability: a, statistic: std, pass: '< 1'}",
      "11:25: stability must be a metric of a stage, such as 'classify.accuracy',"
        + " found text 'a'"),
    check(
      "{stability: b.m, statistic: std, pass: '< 1'}",
      "11:25: unknown stage 'b'; did you mean 'a'?"),
    check(
      "{stability: a.m, statistic: median, pass: '< 1'}",
      "11:41: unknown statistic 'median'; did you mean 'mean'?"),
    check(
      "{stability: a.m, pass: '< 1'}",
      "11:13: the check 'stability' has no 'statistic'"),
    Mistake(
      Sample.head + Sample.stage
        + "    gates: [{name: g, checks: [{stability: b.m, statistic: std, pass: '< 1'}]}]\n"
        + "  - {name: b, run: [x]}\n",
      "7:44: a stability check looks at an earlier stage, and 'b' is later than 'a';"
        + " give the check to a stage that comes after 'b'"),
    check(
      "{metric: m, pass: '>= 0.8', warn: '>= 0.9'}",
      "11:47: no value can be a WARN: whatever is '>= 0.9' is '>= 0.8' too, which is a PASS;"
        + " make 'warn' looser than 'pass', or leave it out"),
    check(
      "{metric: m, pass: '< 2', warn: '< 2'}",
      "11:44: no value can be a WARN: whatever is '< 2' is '< 2' too, which is a PASS;"
        + " make 'warn' looser than 'pass', or leave it out"),
  ]

  @Test func `a gate names levels that the study has`() {
    let levels = Sample.head + "levels: {smoke: {}, full: {}}\n" + Sample.stage
    func messages(_ level: String) -> [String] {
      Sample.messages(
        levels + "    gates: [{name: g, levels: [\(level)], checks: [\(Self.sound)]}]\n")
    }
    #expect(messages("full") == [])
    #expect(messages("ful") == ["study.yaml:8:32: unknown level 'ful'; did you mean 'full'?"])
  }

  @Test(arguments: [
    ("'>= 0.8'", "'>= 0.7'"), ("'> 2'", "'>= 2'"), ("'== 1'", "'<= 0.8'"), ("'< 1'", "'!= 2'"),
  ])
  func `a warning that some value can give is sound`(pass: String, warn: String) {
    let gate = "{name: g, checks: [{metric: m, pass: \(pass), warn: \(warn)}]}"
    #expect(Sample.messages(Sample.head + Sample.stage + "    gates: [\(gate)]\n") == [])
  }

  @Test(
    arguments: [
      "run: [x, \"${inputs.cells}\"]", "run: [x]\n    inputs: {cells: inputs.cells}",
      "run: [x]\n    inputs: {cells: cells}",
    ])
  func `an input that the stage reads can be covered`(stage: String) {
    let text =
      Sample.head + "inputs: {cells: c.csv}\nstages:\n  - name: a\n    \(stage)\n"
      + "    outputs: [t.csv]\n    gates: [{name: g, checks: [\(Self.coverage)]}]\n"
    #expect(Sample.messages(text) == [])
  }

  @Test func `a profile is held to what the stage reads too`() {
    let gate = "{stage: a, name: g, checks: [\(Self.coverage)]}"
    let text =
      Sample.head + "inputs: {cells: c.csv}\nprofile: p\nprofiles: {p: {gates: [\(gate)]}}\n"
      + Sample.stage + "    outputs: [t.csv]\n"
    let messages = Sample.messages(text)
    #expect(messages.count == 1)
    #expect(messages.first?.contains("stage 'a' does not read input 'cells'") == true)
  }

  private static let coverage =
    "{coverage: t.csv, column: id, of: inputs.cells, pass: '> 1'}"
  private static let sound = "{metric: m, pass: '> 1'}"

  /// One check, at column 11 of line 10, in a stage that writes `t.csv`.
  private static func check(_ text: String, _ message: String) -> Mistake {
    .stage("outputs: [t.csv]\ngates:\n  - name: g\n    checks:\n      - \(text)", message)
  }
}
