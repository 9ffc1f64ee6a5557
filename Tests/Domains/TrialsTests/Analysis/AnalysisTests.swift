import Codecs
import Numerics
import TestKit
import Testing

@testable import Trials

/// What the registered rules make of scores.
@Suite struct AnalysisTests {
  /// A study of one metric: `values` are reference and treatment, pair by pair, half of each task.
  private func study(
    _ section: String, _ pairs: [(Scores, Scores)], minimum: Int = 1
  ) -> SampleStudy {
    var study = SampleStudy()
    study.section = section
    study.minimum = minimum
    for (place, pair) in pairs.enumerated() {
      study.add(
        SampleStudy.design.tasks[place % 2], "pair-\(100 + place)", role: pair.0, goal: pair.1)
    }
    return study
  }

  private func wins(_ wins: Int, _ losses: Int, of count: Int) -> [(Scores, Scores)] {
    (0..<count).map { place in
      let (win, loss) = (place < wins, place >= wins && place < wins + losses)
      return (scores(success: !win), scores(success: !loss))
    }
  }

  private func section(_ hypothesis: String, _ more: String = "") -> String {
    """
    metrics: {task_success: {exact: true}, constraint_adherence: {exact: true}}
    \(more)
    hypotheses:
      - {\(hypothesis)}

    """
  }

  private func verdict(_ study: SampleStudy) throws -> Judgement.Verdict? {
    try study.analysis().results[0].verdict
  }

  @Test func `thirds that are equal as counted tie, and decide nothing`() throws {
    let role: [Int64] = [1, 0, 0, 1, 3, 0, 1, 0, 3, 3, 3, 0, 0, 1, 0]
    let goal: [Int64] = [2, 2, 1, 2, 2, 3, 2, 1, 2, 2, 2, 1, 2, 2, 1]
    func kept(_ count: Int64) -> Scores {
      var scores = scores()
      scores.adherence = Scores.Share(
        100 * (1 - Double(3 - count) / 3), Ratio(100 * count, over: 3))
      return scores
    }
    var study = study(RegistrationSample.text, zip(role, goal).map { (kept($0), kept($1)) })
    let result = try study.analysis().results[1]
    #expect(result.finding.statistic == 26)
    #expect(near(result.finding.p, 0.05084228515625))
    #expect(near(result.corrected, 0.25421142578125))
    #expect(result.verdict == .inconclusive)
    // The same through the files, and as measurements of a stated resolution.
    let again = try ScoreIndex(Array(study.index().csv.utf8), name: "index")
    #expect(try again == study.index())
    study.section = section(
      "id: A, metric: constraint_adherence, claim: greater, test: wilcoxon"
    ).replacing(
      "constraint_adherence: {exact: true}", with: "constraint_adherence: {resolution: 0.01}")
    #expect(near(try study.analysis().results[0].finding.p, 0.05084228515625))
  }

  @Test func `fifteen of fifteen wins have a probability, by the registered fallback`() throws {
    let all = study(
      section("id: A, metric: task_success, claim: greater, test: paired_t"), wins(15, 0, of: 15))
    let result = try all.analysis().results[0]
    #expect(result.finding.fallback == .permutation)
    #expect(result.finding.p == 6.103515625e-5)
    #expect(result.verdict == .supported)
    #expect(try all.analysis().statisticalTests["tests"]?["0"]?["fallback"] == "permutation")
    for test in ["mcnemar", "sign", "wilcoxon", "permutation"] {
      let other = study(
        section("id: A, metric: task_success, claim: greater, test: \(test)"), wins(15, 0, of: 15))
      #expect(try other.analysis().results[0].finding.p == 6.103515625e-5, "\(test)")
    }
  }

  @Test(arguments: [
    ("greater", 12, 0, Judgement.Verdict.supported), ("less", 12, 0, .contradicted),
    ("different", 12, 0, .supported), ("greater", 0, 12, .contradicted),
    ("less", 0, 12, .supported), ("greater", 7, 6, .inconclusive),
    ("different", 0, 0, .inconclusive), ("greater", 0, 0, .inconclusive),
  ])
  func `a claim is supported, contradicted or open`(
    claim: String, wins: Int, losses: Int, verdict: Judgement.Verdict
  ) throws {
    for test in ["sign", "paired_t", "mcnemar", "permutation", "wilcoxon"] {
      let study = study(
        section("id: A, metric: task_success, claim: \(claim), test: \(test)"),
        self.wins(wins, losses, of: 14))
      #expect(try self.verdict(study) == verdict, "\(test)")
    }
  }

  @Test func `no difference is claimed by two one-sided tests and by nothing else`() throws {
    let tost = "id: A, metric: task_success, claim: equivalent, test: tost, margin: 0.15"
    let null = try study(section(tost), wins(10, 11, of: 90)).analysis().results[0]
    #expect(null.verdict == .supported && near(null.finding.p, 0.0039995259))
    #expect(try verdict(study(section(tost), wins(2, 1, of: 8))) == .inconclusive)
    #expect(try verdict(study(section(tost), wins(60, 2, of: 90))) == .contradicted)
    // At two pairs a large p says nothing, and without variance there is no test.
    let few = try study(section(tost), wins(1, 0, of: 2)).analysis().results[0]
    #expect(few.verdict == .inconclusive)
    let flat = try study(section(tost), wins(0, 0, of: 30)).analysis().results[0]
    #expect(flat.verdict == .notEvaluable)
    #expect(flat.reasons.first?.hasPrefix("no variance") == true)
  }

  @Test func `power is planned at the level of the decision, and decides nothing`() throws {
    let pairs = wins(10, 11, of: 90)
    let result = try study(RegistrationSample.text, pairs).analysis().results[0]
    #expect(near(result.plannedPower, 0.6178371522))
    #expect(result.verdict == .inconclusive)
    #expect(near(result.beside[0].p, 1))
    let success = StudySuccess(try study(RegistrationSample.text, pairs).analysis())
    #expect(success.criteria.map(\.name) == ["pairs_per_task", "reproducibility", "clear_answer"])
    #expect(success.criteria[2].isMet == false)
  }

  @Test func `what cannot be evaluated counts in its family with a p of one`() throws {
    let text = """
      correction: holm
      metrics: {task_success: {exact: true}, reproducibility: {exact: true}}
      hypotheses:
        - {id: A, metric: task_success, claim: greater, test: sign}
        - {id: B, metric: reproducibility, claim: greater, test: sign}
        - {id: C, metric: task_success, claim: greater, test: mcnemar, exploratory: true}

      """
    let pairs = wins(6, 0, of: 12).map { pair in
      (scores(success: pair.0.success, reproducibility: nil), pair.1)
    }
    let results = try study(text, pairs).analysis().results
    #expect(near(results[0].corrected, 2 * 0.03125))
    #expect(results[1].verdict == .notEvaluable && results[1].corrected == nil)
    #expect(results[1].reasons == ["no complete pairs"])
    #expect(results[2].verdict == nil && results[2].corrected == nil)
  }

  @Test func `too few pairs in one task are too few`() throws {
    let hypothesis = "id: A, metric: task_success, claim: greater, test: sign"
    let study = study(section(hypothesis), wins(19, 0, of: 19), minimum: 10)
    let result = try study.analysis().results[0]
    #expect(result.verdict == .notEvaluable)
    #expect(result.reasons == ["too few pairs: task 'TASK-002' has 9, and needs 10"])
  }

  @Test func `a silent run did not succeed, and has no other score`() throws {
    let pairs = (0..<12).map { _ in (Scores(success: false), scores()) }
    let results = try study(RegistrationSample.text, pairs).analysis().results
    #expect(results[0].sample.count == 12 && results[0].verdict == .supported)
    #expect(results[1].verdict == .notEvaluable && results[1].sample.absent == 12)
  }

  @Test func `a verdict that a late exclusion makes is none`() throws {
    let hypothesis = section("id: A, metric: task_success, claim: greater, test: sign")
    var all = study(hypothesis, wins(8, 6, of: 14))
    let late = try all.index().rows.filter { row in
      (8..<14).contains(Int(row.pair.dropFirst(5)).map { $0 - 100 } ?? 0)
    }
    all.runs.removeAll { run in late.contains { $0.run == run.id } }
    let without = try all.analysis().results[0]
    #expect(without.verdict == .supported)
    let with = try all.analysis(putBack: ScoreIndex(late)).results[0]
    #expect(with.verdict == .inconclusive)
    #expect(
      with.reasons
        == ["supported, but inconclusive when post-hoc exclusions are put back"])
  }

  @Test func `missing runs are filled in against the claim where that is registered`() throws {
    let hypothesis = "id: A, metric: task_success, claim: greater, test: sign"
    for (missing, verdict) in [
      ("complete", Judgement.Verdict.supported), ("worst", .inconclusive),
    ] {
      var study = study(section(hypothesis, "missing: \(missing)"), wins(9, 0, of: 12))
      for place in 0..<4 {
        study.add("TASK-001", "pair-9\(place)", role: scores(), goal: nil)
        study.add("TASK-002", "pair-8\(place)", role: nil, goal: nil)
      }
      let result = try study.analysis().results[0]
      #expect(result.verdict == verdict, "\(missing)")
      #expect(result.reasons.isEmpty == (missing == "complete"))
    }
  }

  @Test func `before the end and outside of a look nothing is tested`() throws {
    let looks = "looks: [{at: 12, alpha: 0.01}]"
    let hypothesis = "id: A, metric: task_success, claim: greater, test: sign"
    var study = study(section(hypothesis, looks), wins(11, 0, of: 11))
    study.add("TASK-001", "pair-999", role: nil, goal: nil)
    study.runs[22].status = "running"
    study.runs[23].status = "running"
    let early = try study.analysis()
    #expect(early.moment == .peek(open: 2))
    #expect(early.results[0].verdict == nil && early.results[0].finding.p == nil)
    let file = early.statisticalTests
    #expect(file["moment"] == "unregistered look")
    #expect(file["tests"]?["0"]?["p_value"] == .null && file["tests"]?["0"]?["verdict"] == .null)
    // At the registered look the test spends the look's alpha, and only success ends a study.
    study.add("TASK-002", "pair-500", role: scores(), goal: scores())
    let look = try study.analysis()
    #expect(look.moment == .look(Registration.Look(pairs: 12, alpha: 0.01)))
    #expect(look.results[0].verdict == .supported)
    // At the end what the look has not spent is left.
    #expect(near(look.registration.alphaAtEnd, 0.04))
  }

  @Test(arguments: [("greater", "supported"), ("less", "inconclusive")])
  func `at the look that the ledger says, the look's alpha decides and only success does`(
    claim: String, verdict: String
  ) throws {
    let hypothesis = "id: A, metric: task_success, claim: \(claim), test: sign"
    // Ten wins of twelve: p is 2 / 1 024.
    var study = study(
      section(hypothesis, "looks: [{at: 12, alpha: 0.01}, {at: 18, alpha: 0.001}]"),
      wins(10, 0, of: 11))
    study.add("TASK-002", "pair-500", role: scores(), goal: scores())
    study.look = 12
    var look = try study.analysis()
    #expect(look.moment == .look(Registration.Look(pairs: 12, alpha: 0.01)) && look.alpha == 0.01)
    #expect(look.results[0].verdict?.rawValue == verdict)
    #expect(near(look.results[0].finding.p, 0.001953125))
    #expect(look.statisticalTests["tests"]?["0"]?["alpha"] == 0.01)
    // The same data at a look that may spend less.
    study.look = 18
    look = try study.analysis()
    #expect(look.results[0].verdict == .inconclusive && look.alpha == 0.001)
    #expect(look.statisticalTests["tests"]?["0"]?["significant"] == false)
    // A look that nobody registered.
    study.look = 13
    #expect(try study.analysis().moment == .peek(open: 0))
    #expect(try study.analysis().results[0].verdict == nil)
  }

  @Test func `a change of the rules after a result is shown on every test`() throws {
    var study = SampleStudy.drawn(pairs: 12)
    #expect(try study.analysis().isRegistered)
    study.amendments = [
      [
        "revision": 2, "post_hoc": true, "reason": "so it fits",
        "changed": ["domain.trials.alpha"],
      ]
    ]
    let tests = try study.analysis().statisticalTests
    #expect(tests["registered"] == false)
    #expect(tests["tests"]?.asArray?.allSatisfy { $0["registered"] == false } == true)
    #expect(tests["amendments"]?["0"]?["reason"] == "so it fits")
    study.amendments = [
      ["revision": 2, "post_hoc": true, "changed": ["domain.trials.permissions.network_access"]]
    ]
    #expect(try study.analysis().isRegistered)
    study.amendments = [["revision": 2, "post_hoc": true, "changed": ["design.paired.pairs"]]]
    #expect(try study.analysis().hasPlannedSize == false)
  }

  @Test func `only the registered level is tested`() throws {
    var study = SampleStudy.drawn(pairs: 12)
    study.level = "pilot"
    study.section += "level: full\n"
    let analysis = try study.analysis()
    #expect(analysis.moment == .untested)
    #expect(analysis.results.allSatisfy { $0.verdict == nil && $0.finding.p == nil })
  }

  @Test func `tasks that differ are said beside the verdict`() throws {
    var study = SampleStudy()
    study.section = section("id: A, metric: task_success, claim: greater, test: sign")
    for place in 0..<30 {
      let isFirst = place % 2 == 0
      study.add(
        SampleStudy.design.tasks[place % 2], "pair-\(100 + place)",
        role: scores(success: !isFirst), goal: scores())
    }
    let result = try study.analysis().results[0]
    #expect(result.differsByTask(try study.analysis().registration))
    #expect(result.tasks.map(\.count) == [15, 15])
    #expect(near(result.tasks[0].corrected, 2 * 6.103515625e-5))
    #expect(result.tasks[1].finding.p == 1)
  }

  @Test func `irreproducible and ended early is inconclusive throughout`() throws {
    let hypothesis = section("id: A, metric: task_success, claim: greater, test: sign")
    let pairs = wins(12, 0, of: 12).map { pair in
      (
        scores(success: pair.0.success, reproducibility: 0),
        scores(success: pair.1.success, reproducibility: 1)
      )
    }
    var study = study(hypothesis, pairs)
    #expect(try verdict(study) == .supported)
    study.add("TASK-001", "pair-9", role: nil, goal: nil)
    #expect(try verdict(study) == .inconclusive)
  }

  @Test func `runtimes are compared by their ratio, with the numbers that were fixed`() throws {
    let goal = [14.8, 29.5, 23.9, 40.2, 55.0, 30.1, 16.9, 33.3, 45.8, 50.2]
    let role = [15.2, 31.0, 22.4, 41.7, 60.3, 28.8, 17.5, 35.9, 44.1, 52.6]
    let pairs = zip(role, goal).map { (scores(runtime: $0), scores(runtime: $1)) }
    let result = try study(RegistrationSample.text, pairs).analysis().results[4]
    #expect(near(result.finding.p, 2.8404950902e-5))
    #expect(result.verdict == .supported)
    let interval = try #require(result.equivalenceInterval)
    #expect(near(interval.lower, -0.0685030942) && near(interval.upper, 0.0255281148))
  }

  private func near(_ found: Double?, _ expected: Double) -> Bool {
    found.map { abs($0 - expected) <= 1e-9 } ?? false
  }
}
