import Projections
import Study
import Testing

@Suite struct FilterTests {
  @Test func `and binds more tightly than or, and not most of all`() throws {
    let filter = try Filter("not params.a = 1 or metrics.b > 2 and state = finished")
    #expect(
      filter
        == .or(
          .not(.test(.param("a"), .equal, .number(1))),
          .and(
            .test(.metric("b", stage: nil, nil), .greater, .number(2)),
            .test(.field(.state), .equal, .text("finished")))))
  }

  @Test func `every kind of value and reference is read`() throws {
    #expect(
      try Filter("elapsed >= 2.5m")
        == .test(.field(.elapsed), .greaterOrEqual, .duration(150_000_000_000)))
    #expect(
      try Filter("started < 1970-01-02")
        == .test(.field(.started), .less, .time(86_400_000_000_000)))
    #expect(
      try Filter("tags.\"my owner\" like 'k%'") == .like(.tag("my owner"), "k%"))
    #expect(
      try Filter("fit.auc.std == 0")
        == .test(.metric("auc", stage: "fit", .std), .equal, .number(0)))
    #expect(
      try Filter("my-stage.verdict = PASS")
        == .test(.verdict(stage: "my-stage"), .equal, .text("PASS")))
    #expect(
      try Filter("run.seed not in (1, 2)") == .not(.oneOf(.field(.seed), [.number(1), .number(2)])))
    #expect(try Filter("batch is not null") == .not(.isNull(.field(.batch))))
    #expect(try Filter("params.x = -1e-3") == .test(.param("x"), .equal, .number(-0.001)))
  }

  @Test(arguments: [
    ("", "at character 1: a name is missing, such as metrics.accuracy"),
    ("stat = finished", "at character 1: 'stat' is nothing of a run; did you mean 'state'?"),
    ("state", "at character 6: a comparison is missing, such as '='"),
    ("state =", "at character 8: a value is missing"),
    ("state = 'x", "at character 9: the quote has no end"),
    ("(state = a", "at character 11: ')' is missing"),
    ("state = a state = b", "at character 11: 'state' is not expected here"),
    (
      "params.a = 3parsecs",
      "at character 12: '3parsecs' is no number, no duration such as 90s or 2h, and no time"
    ),
    (
      "a.b.c.d = 1",
      "at character 1: 'a.b.c.d' is nothing of a run; write params.NAME, metrics.NAME, "
        + "tags.NAME, STAGE.METRIC, or one of run, study, batch, level, variant, task, seed, "
        + "state, verdict, baseline, started, elapsed"
    ),
    ("state not = a", "at character 11: 'not' is followed by 'like' or 'in'"),
    ("a = 1 ; b", "at character 7: '; b' is not understood"),
  ])
  func `what is wrong is said with its place`(text: String, message: String) {
    let error = #expect(throws: FilterError.self) { try Filter(text) }
    #expect(error?.description == message)
  }

  @Test func `a filter has a limit`() {
    let tests = { (count: Int) in
      Array(repeating: "seed = 1", count: count).joined(separator: " or ")
    }
    #expect(throws: Never.self) { try Filter(tests(64)) }
    #expect(throws: FilterError.self) { try Filter(tests(65)) }
    let deep = String(repeating: "(", count: 40) + "seed = 1" + String(repeating: ")", count: 40)
    #expect(throws: FilterError.self) { try Filter(deep) }
  }
}
