import Codecs
import Documents
import Study

/// What did not go as planned, and what was allowed: violations, guards bypassed, changes of the
/// plan, runs left out, replaced or reproduced, retries, and what people said.
struct ReportDeviations {
  let study: StudyView

  func write(to text: inout Document) {
    text.section("Deviations")
    violations(&text)
    overrides(&text)
    changes(&text)
    exceptions(&text)
    effort(&text)
    unread(&text)
    statements(&text)
  }

  private func violations(_ text: inout Document) {
    let rows = study.violations.map { violation in
      [
        violation.stamp.time, violation.recorded?.severity.rawValue ?? "erased",
        violation.recorded?.run ?? "", violation.recorded?.text ?? "erased", violation.status,
      ]
    }
    text.lines(
      "violations", "What should not have happened.",
      ["time", "severity", "run", "what happened", "status"], rows, none: "No violations.")
  }

  private func overrides(_ text: inout Document) {
    let rows = study.overrides.map { grant in
      [
        grant.stamp.time, grant.run.isEmpty ? "study" : grant.run,
        grant.fact["flag"]?.asText ?? "", grant.fact["value"]?.plainText ?? "revoked",
        grant.stamp.author, grant.fact["reason"]?.asText ?? "",
      ]
    }
    text.lines(
      "overrides", "Guards that might be bypassed, oldest first.",
      ["time", "for", "guard", "value", "author", "reason"], rows, none: "No guard was bypassed.")
  }

  private func changes(_ text: inout Document) {
    let rows = study.plans.map { plan in
      [
        "\(plan.revision)", plan.origin.rawValue + (plan.isPostHoc ? ", post hoc" : ""),
        plan.stamp.time, plan.stamp.author, plan.reason,
      ]
    }
    text.lines(
      "revisions", "The plan and its changes.", ["#revision", "how", "time", "author", "reason"],
      rows)
  }

  private func exceptions(_ text: inout Document) {
    if !study.exclusions.isEmpty || study.plan?.design.paired != nil {
      text.lines(
        "exclusions", "Runs that do not count.",
        ["run", "rule", "kind", "reason", "author", "time"],
        study.exclusions.map { exclusion in
          [
            exclusion.run, exclusion.fact.rule,
            exclusion.fact.postHoc ? "post hoc" : "pre-registered", exclusion.fact.reason,
            exclusion.stamp.author, exclusion.stamp.time,
          ]
        }, none: "No run is excluded.")
    }
    if !study.corrections.isEmpty || study.plan?.design.paired != nil {
      text.lines(
        "corrections", "Runs that another one replaces.",
        ["run", "replaced by", "reason", "author", "time"],
        study.corrections.map { correction in
          [
            correction.run, correction.fact.by, correction.fact.reason, correction.stamp.author,
            correction.stamp.time,
          ]
        }, none: "No run was corrected.")
    }
    guard !study.reproductions.isEmpty else { return }
    text.lines(
      "reproductions", "Runs that were executed again and compared.",
      ["run", "class", "differences", "author", "time"],
      study.reproductions.map { reproduction in
        [
          reproduction.run, reproduction.fact.outcome.rawValue,
          reproduction.fact.differences.joined(separator: "; "), reproduction.stamp.author,
          reproduction.stamp.time,
        ]
      })
  }

  private func effort(_ text: inout Document) {
    let counts = study.runs.map(\.counts)
    func sum(_ path: KeyPath<RunView.Counts, Int>) -> Int {
      counts.reduce(0) { $0 + $1[keyPath: path] }
    }
    text.paragraph(
      """
      \(ReportText.count(sum(\.attempts), "attempt")): \(sum(\.failures)) failed, \
      \(sum(\.timeouts)) timed out, \(sum(\.interruptions)) interrupted, \(sum(\.retries)) granted \
      again; work waited for a person \(ReportText.count(sum(\.blocks), "time")). \
      \(ReportText.count(study.refusedCount, "command")) refused by a rule.
      """)
  }

  private func unread(_ text: inout Document) {
    let rows = study.runs.flatMap { run in
      run.stages.flatMap { stage in
        stage.units.flatMap { unit in
          unit.attempts.compactMap { attempt -> [String]? in
            guard let count = attempt.end?.unread, count > 0 else { return nil }
            return [run.id, Text.work(stage.name, unit.key), "\(attempt.number)", "\(count)"]
          }
        }
      }
    }
    guard !rows.isEmpty else { return }
    text.lines(
      "unread", "Reported lines that cannot be read, and whose attempts are in doubt.",
      ["run", "work", "#attempt", "#lines"], rows)
  }

  /// The most statements that are listed.
  private static let statementsMax = 200

  private func statements(_ text: inout Document) {
    var rows = study.statements.map { ["study", $0.kind, $0.text, $0.stamp.author, $0.stamp.time] }
    for run in study.runs {
      rows += run.statements.map { [run.id, $0.kind, $0.text, $0.stamp.author, $0.stamp.time] }
    }
    guard !rows.isEmpty else { return }
    let left = rows.count - Self.statementsMax
    text.lines(
      "statements",
      left > 0
        ? "Decisions and statements: the first \(Self.statementsMax); \(left) more are in the log."
        : "Decisions and statements.",
      ["about", "what", "text", "author", "time"], Array(rows.prefix(Self.statementsMax)))
  }
}
