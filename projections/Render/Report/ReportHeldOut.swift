import Bytes
import Documents
import Study

/// Who was handed data that are held out: when, in which stage, under which plan, and how many of
/// the uses that there are this was.
struct ReportHeldOut {
  let study: StudyView

  /// The most touches that are listed.
  private static let touchesMax = 200

  func write(to text: inout Document) {
    let inputs = study.plan?.inputs.filter { $0.heldOut != nil } ?? []
    let shared = study.plans.flatMap { plan in plan.shared.map { (plan, $0) } }
    guard !inputs.isEmpty || !study.heldOut.touches.isEmpty || !shared.isEmpty else { return }
    text.section("Held-out data")
    for input in inputs { text.paragraph(Prose(sentence(input))) }
    if !shared.isEmpty {
      text.lines(
        "shared-files",
        "Files that another study of this ledger held out or judged with, and so are not unseen.",
        ["file", "sha256", "study", "#uses there by then", "since"],
        shared.map { plan, file in
          [
            file.path, file.digest.hex, file.study, "\(file.uses)", "revision \(plan.revision)",
          ]
        }, none: "")
    }
    let touches = study.heldOut.touches
    let left = touches.count - Self.touchesMax
    let rest =
      left > 0
      ? ": the first \(Self.touchesMax); \(left) more are in touches.csv" : ", oldest first"
    text.lines(
      "touches", Prose("Every stage that was handed them\(rest)."),
      ["time", "author", "run", "stage", "input", "use", "plan", "allowed by"],
      touches.prefix(Self.touchesMax).map { touch in
        [
          touch.stamp.time, touch.stamp.author, touch.run, touch.stage, touch.input,
          touch.use.text, standing(of: touch), touch.approval?.author ?? "",
        ]
      }, none: "No stage was handed them.")
  }

  private func sentence(_ input: InputPlan) -> String {
    let uses = study.heldOut.uses(of: input.name)
    let touches = study.heldOut.touches.filter { $0.input == input.name }
    let allowed = uses.count { use in
      touches.contains { $0.use == use && $0.approval != nil }
    }
    let most = input.heldOut?.maxUses ?? 0
    return "Input '\(Text.line(input.name))' is held out: \(uses.count - allowed) of "
      + "\(ReportText.count(most, "use")) in \(ReportText.count(touches.count, "touch", "touches"))"
      + (allowed > 0
        ? ", and \(ReportText.count(allowed, "use")) more that somebody else allowed" : "")
      + ". A use is a revision of the plan at a level in a batch, however many of its stages were "
      + "handed the data. A stage that reads the file by its path is not seen."
  }

  /// Where a touch lies between the changes of the plan.
  private func standing(of touch: TouchView) -> String {
    let changes = study.plans.dropFirst().filter { $0.origin == .amended }
    if changes.isEmpty { return "no amendment" }
    let before = changes.last { $0.stamp.event < touch.stamp.event }
    let after = changes.first { $0.stamp.event > touch.stamp.event }
    return [
      before.map { "after the amendment to revision \($0.revision)" },
      after.map { "before the amendment to revision \($0.revision)" },
    ].compactMap(\.self).joined(separator: ", ")
  }
}
