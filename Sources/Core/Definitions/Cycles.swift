import StageKit
import Study

/// Stages that wait for each other, so that none of them could ever start.
struct Cycles {
  private enum Visit {
    case running
    case done
  }

  private let stages: [StagePlan]
  private let places: [Item]
  private var visits: [String: Visit] = [:]
  private var path: [String] = []

  /// Reports every cycle once, at the first of its stages in the file.
  ///
  /// `places` are the names of the stages.
  static func check(_ stages: [StagePlan], places: [Item]) {
    var cycles = Cycles(stages: stages, places: places)
    for stage in stages { cycles.visit(stage.name) }
  }

  private init(stages: [StagePlan], places: [Item]) {
    self.stages = stages
    self.places = places
  }

  /// Depth-first; at most as deep as there may be stages.
  private mutating func visit(_ name: String) {
    if visits[name] == .done { return }
    if visits[name] == .running {
      report(from: name)
      return
    }
    guard let stage = stages.first(where: { $0.name == name }) else { return }
    visits[name] = .running
    path.append(name)
    for dependency in stage.dependencies { visit(dependency) }
    path.removeLast()
    visits[name] = .done
  }

  private func report(from name: String) {
    guard let start = path.firstIndex(of: name),
      let index = stages.firstIndex(where: { path[start...].contains($0.name) })
    else { return }
    // The cycle is told from the stage that stands first in the file, whichever was met first.
    var cycle = Array(path[start...])
    let first = cycle.firstIndex(of: stages[index].name) ?? 0
    cycle = Array(cycle[first...] + cycle[..<first])
    guard cycle.count > 1 else {
      places[index].fail("stage '\(name)' depends on itself")
      return
    }
    let text = (cycle + cycle.prefix(1)).joined(separator: " -> ")
    places[index].fail("stages depend on each other: \(text)")
  }
}
