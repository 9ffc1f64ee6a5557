import Bytes
import Codecs
import Engines
import Study
import Testing

/// Windows and candidates that stages report.
@Suite struct PromotionWindowTests {
  @Test func `a stage registers candidates, each once`() throws {
    let telemetry = try Telemetry()
    let events = try telemetry.report(
      .candidate("cand-1", digest: .sample(1)), .candidate("cand-1", digest: .sample(1)),
      .candidate("cand-2", digest: .sample(2)))
    #expect(
      lines(events) == [
        "stage.observed s1 work", "candidate.registered cand-1 (promotion 0)",
        "candidate.registered cand-2 (promotion 0)",
      ])
    guard case .candidateRegistered(let registered) = events[1].fact else { return }
    #expect(registered.digest == .sample(1) && registered.facts == ["epoch": 40])
    #expect(registered.source == "s1/work#1")
    #expect(try telemetry.report(.candidate("cand-1", digest: .sample(1))).count == 1)
    let other = try telemetry.report(.candidate("cand-1", digest: .sample(3)))
    #expect(
      telemetry.violations(other) == [
        "stage 'work' reported candidate 'cand-1', which is registered with another digest, "
          + Digest.sample(1).hex
      ])
    #expect(telemetry.states.candidate("s", "cand-1")?.digest == .sample(1))
  }

  @Test func `windows in a row are counted, also within one observation`() throws {
    let telemetry = try Telemetry()
    let events = try telemetry.report(
      .candidate("cand-1", digest: .sample(1)), .window(0, of: "cand-1"),
      .window(1, of: "cand-1"))
    #expect(telemetry.windows(events).map(\.streak) == [1, 2])
    let next = try #require(telemetry.windows(try telemetry.report(.window(2, of: "cand-1"))).first)
    #expect(next.streak == 3 && next.failed.isEmpty && next.subject == "cand-1")
    #expect(next.seen == 1_000 && next.expected == 1_000 && next.values["lateness"] == 4)
    let watch = telemetry.states.standing("s", of: "cand-1")?.watch(for: "release", moves: 0)
    #expect(watch?.windows.count == 2, "as many as a promotion needs")
    #expect(watch?.window == 2)
  }

  @Test func `a window that misses something fails and says what`() throws {
    let cases: [(String, (inout ValueMap) -> Void)] = [
      ("it saw 999 of 1000 ticks", { $0["ticks_seen"] = 999 }),
      ("it saw 1001 ticks, and has 1000", { $0["ticks_seen"] = 1_001 }),
      ("it does not say how many of its 1000 ticks it saw", { $0["ticks_seen"] = nil }),
      (
        "it has 500 ticks, and 1000 are asked for; it saw 500 of 1000 ticks",
        {
          $0["ticks_seen"] = 500
          $0["ticks_expected"] = 500
        }
      ),
      ("window 1 was closed before it", { $0["window"] = 1 }),
      ("window 1 was closed before it", { $0["window"] = 0 }),
      ("window 2 is missing before it", { $0["window"] = 3 }),
      ("windows 2 to 8 are missing before it", { $0["window"] = 9 }),
      ("lateness is missing; starvation is missing", { $0["values"] = nil }),
      ("starvation is missing", { $0["values"] = ["lateness": 4] }),
      ("starvation is 1, wanted == 0", { $0["values"] = ["lateness": 4, "starvation": 1] }),
      ("starvation is nan", { $0["values"] = ["lateness": 4, "starvation": "NaN"] }),
      ("starvation is inf", { $0["values"] = ["lateness": 4, "starvation": "Infinity"] }),
      ("lateness is -inf", { $0["values"] = ["lateness": "-Infinity", "starvation": 0] }),
      ("starvation is no number", { $0["values"] = ["lateness": 4, "starvation": "none"] }),
      ("starvation is no number", { $0["values"] = ["lateness": 4, "starvation": .null] }),
    ]
    for (problem, change) in cases {
      let telemetry = try Telemetry()
      try telemetry.register("cand-1")
      try telemetry.watch("cand-1")
      let events = try telemetry.report(.window(2, of: "cand-1", change))
      let closed = try #require(telemetry.windows(events).first)
      #expect(closed.failed.joined(separator: "; ") == problem)
      #expect(closed.streak == 0 && events.count == 2)
      let watch = telemetry.states.standing("s", of: "cand-1")?.watch(for: "release", moves: 0)
      #expect(watch?.streak == 0 && watch?.windows == [])
    }
  }

  @Test func `after a window that failed the row begins again`() throws {
    let telemetry = try Telemetry()
    try telemetry.register("cand-1")
    let streaks = telemetry.windows(
      try telemetry.report(
        .window(5, of: "cand-1"), .window(7, of: "cand-1"), .window(8, of: "cand-1"),
        .window(3, of: "cand-1"), .window(9, of: "cand-1"), .window(10, of: "cand-1"))
    ).map(\.streak)
    #expect(streaks == [1, 0, 1, 0, 1, 2])
  }

  @Test func `a window of one candidate says nothing of another`() throws {
    let telemetry = try Telemetry()
    try telemetry.register("cand-1", "cand-2")
    try telemetry.report(.window(0, of: "cand-1"), .window(7, of: "cand-2"))
    let events = try telemetry.report(.window(8, of: "cand-2"), .window(1, of: "cand-1"))
    #expect(telemetry.windows(events).map(\.streak) == [2, 2])
  }

  @Test func `without a number of ticks in the policy the window's own counts`() throws {
    let telemetry = try Telemetry { $0.ticks = nil }
    try telemetry.register("cand-1")
    let events = try telemetry.report(
      .window(0, of: "cand-1") { map in
        map["ticks_expected"] = 20
        map["ticks_seen"] = 19
      },
      .window(1, of: "cand-1") { map in
        map["ticks_expected"] = nil
        map["ticks_seen"] = nil
      },
      .window(2, of: "cand-1") { map in
        map["ticks_expected"] = 0
        map["ticks_seen"] = 0
      },
      .window(3, of: "cand-1") { map in
        map["ticks_expected"] = 20
        map["ticks_seen"] = 20
      })
    let nothing = ["it has no ticks, so it shows nothing"]
    #expect(
      telemetry.windows(events).map(\.failed)
        == [["it saw 19 of 20 ticks"], nothing, nothing, []])
  }

  @Test func `a limit follows the baseline as it was promoted`() throws {
    let telemetry = try Telemetry()
    // Without a baseline nothing is compared with it.
    try telemetry.install("rel-1", digest: 1, lateness: 50)
    try telemetry.register("cand-1")
    let failed = telemetry.windows(
      try telemetry.report(
        .window(0, of: "cand-1", lateness: 100), .window(1, of: "cand-1", lateness: 100.5))
    ).map(\.failed)
    #expect(failed == [[], ["lateness is 100.5, wanted <= baseline * 2, which is 100"]])
  }

  @Test func `a baseline without the value fails the check and says so`() throws {
    let telemetry = try Telemetry { $0.windows = 0 }
    try telemetry.register("rel-1", "cand-1")
    try telemetry.promote("rel-1")
    let failed = telemetry.windows(try telemetry.report(.window(0, of: "cand-1"))).map(\.failed)
    #expect(
      failed == [
        ["lateness cannot be compared: 'rel-1' was promoted without a value of it"]
      ])
  }

  @Test func `a rejected candidate has no sound windows`() throws {
    let telemetry = try Telemetry()
    try telemetry.register("cand-1")
    try telemetry.scenario.when(
      RejectCandidate(study: "s", name: "cand-1", reasons: ["leaked rows"]))
    let failed = telemetry.windows(try telemetry.report(.window(0, of: "cand-1"))).map(\.failed)
    #expect(failed == [["its candidate was rejected: leaked rows"]])
  }
}

extension PromotionWindowTests {
  @Test(
    arguments: [
      (["window": 7], "a window that is no JSON object"),
      (["window": ["window": 7]], "a window that names no 'baseline'"),
      (["window": ["baseline": 3]], "a window that has no short text under 'baseline'"),
      (["window": ["baseline": "release"]], "a window that has no number under 'window'"),
      (.window(-1), "a window that has no count under 'window'"),
      (.window(0) { $0["window"] = 1.5 }, "a window that has no count under 'window'"),
      (.window(0) { $0["ticks_seen"] = "all" }, "a window that has no count under 'ticks_seen'"),
      (.window(0) { $0["subject"] = "" }, "a window that has no short text under 'subject'"),
      (.window(0) { $0["values"] = [1] }, "a window that has no map under 'values'"),
      (.window(0) { $0["values"] = ["a b": 1] }, "a window that has a value of no legal name"),
      (
        .window(3) { $0["baseline"] = "live" },
        "window 3 of baseline 'live', which the study does not have"
      ),
      (
        .window(3),
        "window 3 of baseline 'release', to which nothing is promoted, without a 'subject'"
      ),
      (
        .window(3, of: "cand-9"),
        "window 3 of baseline 'release', about 'cand-9', which is no batch or candidate"
      ),
      (["candidate": "cand-1"], "a candidate that is no JSON object"),
      (["candidate": ["digest": "00"]], "a candidate that has no 'name'"),
      (["candidate": ["name": "a/b"]], "a candidate that cannot be called 'a/b'"),
      (
        ["candidate": ["name": "b20260213-2140-baseline-v01"]],
        "a candidate that cannot be called 'b20260213-2140-baseline-v01'"
      ),
      (
        ["candidate": ["name": "c", "digest": "9f"]],
        "a candidate that has no SHA-256 of 64 hexadecimal digits under 'digest'"
      ),
    ] as [(Value, String)])
  func `a line that says nothing usable is flagged and harms nothing`(
    line: Value, problem: String
  ) throws {
    let telemetry = try Telemetry()
    let events = try telemetry.report(line)
    #expect(telemetry.violations(events) == ["stage 'work' reported \(problem)"])
    #expect(lines(events).last == "violation.recorded v0001 non_critical (promotion 0)")
    #expect(events.count == 2)
    #expect(try telemetry.scenario.study().halted == nil)
    try telemetry.scenario.finish("s1", "work")
  }

  @Test func `many problems are one violation, behind those that the stage reports`() throws {
    let telemetry = try Telemetry()
    let events = try telemetry.report(
      [["violation": ["text": "odd"]]] + (0..<7).map { .window($0) })
    #expect(
      lines(events).map { $0.prefix { $0 != "(" } } == [
        "stage.observed s1 work", "violation.recorded v0001 non_critical ",
        "violation.recorded v0002 non_critical ",
      ])
    let text = try #require(telemetry.violations(events).last)
    #expect(text.hasSuffix("without a 'subject'; and 2 more"))
    #expect(try telemetry.scenario.study().violationCount == 2)
  }

  @Test func `more than an entry can hold is refused and not lost silently`() throws {
    let telemetry = try Telemetry()
    try telemetry.register("cand-1")
    let events = try telemetry.report((0..<300).map { .window($0, of: "cand-1") })
    #expect(telemetry.windows(events).count == 200)
    #expect(
      telemetry.violations(events) == [
        "stage 'work' reported 100 windows and candidates are too many at once"
      ])
  }

  @Test func `other lines are none of its business`() throws {
    let telemetry = try Telemetry()
    let events = try telemetry.report(
      ["metric": ["name": "lateness", "value": 1]], ["unknown": ["text": "{", "problem": "x"]],
      "window", ["note": "window"])
    #expect(events.count == 1)
  }
}
