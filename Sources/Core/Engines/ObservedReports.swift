import Bytes
import Codecs
import Study

/// The windows and candidates among what a stage reported in one go, and what follows from them.
///
/// The events of one observation are all made before any of them is recorded, so what a line
/// changes for the lines behind it is kept here.
struct ObservedReports {
  /// The most windows and candidates that one observation may hold; the runner divides what a stage
  /// reports accordingly.
  static let linesMax = 200

  /// Where the windows of something stand, as far as the lines were read.
  private struct Progress {
    var baseline: String
    var subject: String
    var streak: Int
    var window: Int?
  }

  private let observed: StageObserved
  private let slug: String
  private let plan: Plan
  private let states: States
  private var progress: [Progress] = []
  private var candidates: [(name: String, digest: Digest)] = []
  private var problems: [String] = []
  private var events: [Event] = []

  /// The reports of a study that is there, or nil when the lines hold none.
  init?(_ observed: StageObserved, _ states: States) {
    let slug = observed.id.study
    guard observed.reported.has([.window, .candidate]), let plan = states.plan(slug) else {
      return nil
    }
    self.observed = observed
    self.slug = slug
    self.plan = plan
    self.states = states
  }

  /// The events that follow from the lines, in their order, and one violation for everything that
  /// could not be read.
  mutating func take() -> [Event] {
    let lines = observed.lines.compactMap { $0.asMap?.first }.filter { Self.kinds.contains($0.key) }
    for line in lines.prefix(Self.linesMax) {
      if line.key == "window" { takeWindow(line.value) } else { takeCandidate(line.value) }
    }
    let rest = lines.count - Self.linesMax
    if rest > 0 { problems.append("\(rest) windows and candidates are too many at once") }
    flagProblems()
    return events
  }

  private mutating func takeCandidate(_ value: Value) {
    let report: CandidateReport
    do throws(ReportError) { report = try CandidateReport(value) } catch {
      return problems.append("a candidate that \(error.problem)")
    }
    let known =
      states.candidate(slug, report.name)?.digest
      ?? candidates.first { $0.name == report.name }?.digest
    if let known {
      // A stage that is tried again says what it said before.
      if known != report.digest {
        problems.append(
          "candidate '\(report.name)', which is registered with another digest, \(known.hex)")
      }
      return
    }
    candidates.append((report.name, report.digest))
    let registered = CandidateRegistered(
      digest: report.digest, source: report.source ?? observed.id.description, facts: report.facts)
    events.append(Event(.candidate(slug, report.name), .candidateRegistered(registered)))
  }

  private mutating func takeWindow(_ value: Value) {
    let report: WindowReport
    do throws(ReportError) { report = try WindowReport(value) } catch {
      return problems.append("a window that \(error.problem)")
    }
    let what = "window \(report.window) of baseline '\(report.baseline)'"
    guard let policy = plan.baseline(report.baseline) else {
      return problems.append("\(what), which the study does not have")
    }
    let state = states.baseline(slug, policy.name)
    guard let subject = report.subject ?? state?.current else {
      return problems.append("\(what), to which nothing is promoted, without a 'subject'")
    }
    guard isKnown(subject) else {
      return problems.append("\(what), about '\(subject)', which is no batch or candidate")
    }
    let former = progress(of: subject, policy.name, state)
    let judged = WindowJudgement(
      report, policy, baseline: state, last: former.window,
      rejected: states.candidate(slug, subject)?.rejections.first)
    let streak = judged.failed.isEmpty ? former.streak + 1 : 0
    progress.removeAll { $0.baseline == policy.name && $0.subject == subject }
    progress.append(
      Progress(
        baseline: policy.name, subject: subject, streak: streak,
        window: max(former.window ?? 0, report.window)))
    let closed = WindowClosed(
      window: report.window, values: report.values, subject: subject, seen: report.seen,
      expected: report.expected ?? policy.ticks, failed: judged.failed, streak: streak)
    events.append(Event(.baseline(slug, policy.name), .windowClosed(closed)))
  }

  private func isKnown(_ subject: String) -> Bool {
    states.standing(slug, of: subject) != nil || candidates.contains { $0.name == subject }
  }

  private func progress(
    of subject: String, _ baseline: String, _ state: BaselineState?
  ) -> Progress {
    if let known = progress.first(where: { $0.baseline == baseline && $0.subject == subject }) {
      return known
    }
    if let state, state.current == subject {
      return Progress(
        baseline: baseline, subject: subject, streak: state.streak, window: state.window)
    }
    let watch = states.standing(slug, of: subject)?.watch(
      for: baseline, moves: state?.moves ?? 0)
    return Progress(
      baseline: baseline, subject: subject, streak: watch?.streak ?? 0, window: watch?.window)
  }

  /// Records that something of what the stage reported could not be taken in.
  private mutating func flagProblems() {
    guard !problems.isEmpty, let study = states.study(slug) else { return }
    let shown = problems.prefix(5).joined(separator: "; ")
    let rest = problems.count > 5 ? "; and \(problems.count - 5) more" : ""
    let violation = ViolationRecorded(
      severity: .nonCritical, run: observed.id.run,
      text: "stage '\(observed.id.stage)' reported \(shown)\(rest)",
      action: "kept as reported, and not counted")
    let before = study.violationCount + ViolationEngine.reported(by: observed).count
    events.append(
      Event(.violation(slug, Decider.violationID(after: before)), .violationRecorded(violation)))
  }

  /// The kinds of lines that are taken in.
  private static let kinds = ["window", "candidate"]
}
