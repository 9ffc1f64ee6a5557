import StageKit
import Study
import YAML

/// Reads `design`: which runs exist.
struct DesignReader {
  private enum Kind {
    case paired(PairedReader)
    case sweep(SweepReader)
  }

  private let kind: Kind

  /// A reader for a design other than `single`; nil for that, and for what is none.
  init?(_ item: Item, plan: Plan) {
    if item.node.scalar == .text("single") { return nil }
    let words = ["single", "paired", "sweep"]
    guard let member = item.node.asMapping == nil ? nil : item.members()?.first else {
      let written = item.node.asText ?? ""
      if words.dropFirst().contains(written) {
        item.fail("design '\(written)' is empty", hint: "write design: {\(written): {...}}")
      } else {
        item.mismatch("'single' or a mapping with 'paired' or 'sweep'")
      }
      return nil
    }
    switch member.name {
    case "paired":
      guard let reader = PairedReader(member.value) else { return nil }
      kind = .paired(reader)
    case "sweep":
      guard let reader = SweepReader(member.value, plan: plan) else { return nil }
      kind = .sweep(reader)
    default:
      member.key.unknown("design", member.name, among: words)
      return nil
    }
  }

  /// Reads what needs no stages.
  func read(into plan: inout Plan) {
    switch kind {
    case .paired(let reader):
      plan.design = .paired(reader.read())
    case .sweep(let reader):
      plan.design = .sweep(reader.read())
    }
  }

  /// Reads what refers to stages, and refuses what cannot be drawn.
  func finish(_ plan: inout Plan, levels: Item?) {
    switch kind {
    case .paired(let reader):
      plan.design.paired?.identical = reader.identical(among: plan.stages)
      if let paired = plan.design.paired { reader.check(plan.levels, paired) }
    case .sweep(let reader):
      plan.design.sweep?.deliverables = reader.deliverables(among: plan.stages)
      levels?.fail("a sweep has batches instead of levels", hint: "declare a batch for each scope")
    }
  }
}
