import Codecs
import Files
import Numerics

@testable import Trials

/// The files that a report is derived from, analysed by the real analysis from made-up scores.
struct ReportFixture {
  /// How the made-up runs come out.
  enum Story: CaseIterable {
    /// The second variant is better in most respects.
    case gain
    /// The second variant is worse.
    case loss
    /// Differences cancel out, in many pairs.
    case nothing
    /// Differences cancel out, in few pairs.
    case tooFew
    /// Both runs of every pair are equal.
    case identical
  }

  let story: Story
  var variants = ["role-centric", "goal-centric"]
  var tasks = (1...6).map { "TASK-00\($0)" }
  var pairs: Int
  /// Whether runs were repeated, and so have a reproducibility.
  var isRepeated = true
  /// Runs that are left out, by their place in the schedule.
  var excluded: [Int] = []
  var exclusionReason = "the harness failed"
  /// Replays that nothing explains, by their place.
  var anomalies: [Int] = []
  var agent: Value = .null
  var amendments: Value = []
  /// The registered look at which the study ended; 0 for none.
  var look: Int64 = 0
  /// What was registered; the contrast is the default one.
  var section = RegistrationSample.text.split(separator: "\n").dropFirst().joined(separator: "\n")

  init(_ story: Story) {
    self.story = story
    switch story {
    case .gain: pairs = 15
    case .loss, .nothing, .identical: pairs = 10
    case .tooFew: pairs = 2
    }
  }

  /// One run as the context has it.
  struct Run {
    let id: String
    let variant: Int
    let task: Int
    let pair: Int
    let order: Int
  }

  /// The schedule: tasks rotate, and who goes first alternates irregularly.
  var runs: [Run] {
    (0..<pairs * tasks.count).flatMap { slot -> [Run] in
      let task = slot % tasks.count
      let first = draw(slot, 0) < 0.5 ? 0 : 1
      return [first, 1 - first].enumerated().map { order, variant in
        Run(
          id: "run-\(padded(2 * slot + order + 1))-\(variants[variant])-\(tasks[task])",
          variant: variant, task: task, pair: slot, order: order + 1)
      }
    }
  }

  /// The scores of a run.
  func scores(_ run: Run) -> Scores {
    let isSecond = run.variant == 1 && story != .identical
    let chance = draw(run.pair, 1)
    let own = story == .identical ? chance : draw(run.pair, 2 + run.variant)
    let weakness: Double =
      switch story {
      case .gain: isSecond ? 0.08 : 0.34
      case .loss: isSecond ? 0.4 : 0.1
      case .nothing, .tooFew, .identical: 0.15
      }
    let isHard = Double(run.task) / 25
    let fails = 0.75 * chance + 0.25 * own < weakness + isHard
    let breach = draw(run.pair, 5 + (story == .identical ? 0 : run.variant)) < weakness / 2
    let asks = run.task == 5 || draw(run.pair, 7) < 0.3
    let questions = asks ? (story == .gain && isSecond ? 0 : 1) + Int(own * 2) : 0
    let base = [18.0, 55, 41, 90, 140, 60][run.task % 6]
    return Scores(
      success: !fails, adherence: breach ? Self.breached[run.task % 4] : share(100),
      runtime: base * (0.7 + 0.6 * chance) * (0.94 + 0.12 * own), clarifications: questions,
      reproducibility: isRepeated ? share(1) : nil)
  }

  private static let breached = [
    share(100), share(75), share(80), Scores.Share(200.0 / 3, Ratio(200, over: 3)),
  ]

  /// The index of the runs that count, or of those that were left out.
  func index(excluded isLeftOut: Bool = false) throws -> ScoreIndex {
    let rows = runs.enumerated().filter { excluded.contains($0.offset) == isLeftOut }.map {
      _, run in
      ScoreIndex.Row(
        run: run.id, pair: "pair-\(padded(run.pair + 1))", variant: variants[run.variant],
        task: tasks[run.task], scores: scores(run))
    }
    return try ScoreIndex(
      Contrast(reference: variants[0], treatment: variants[1], tasks: tasks).sorted(rows))
  }

  /// A number between 0 and 1 that depends on nothing but the place.
  private func draw(_ slot: Int, _ purpose: Int) -> Double {
    var state = UInt64(slot) &* 0x9e37_79b9_7f4a_7c15 &+ UInt64(purpose) &* 0xd1b5_4a32_d192_ed03
    for _ in 0..<3 {
      state ^= state >> 30
      state = state &* 0xbf58_476d_1ce4_e5b9
      state ^= state >> 27
    }
    return Double(state >> 11) / Double(1 << 53)
  }

  func padded(_ number: Int) -> String {
    String(repeating: "0", count: max(0, 4 - String(number).count)) + String(number)
  }
}
