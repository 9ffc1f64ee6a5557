import Codecs
import Files
import StageKit

/// The runs of one configuration over several seeds.
struct SeedGroup {
  /// What tells it from the others: `threshold 3`.
  let label: String
  let results: [ResultSet]

  /// The shares of an option over the seeds.
  func stability(_ option: String) -> SeedStability {
    SeedStability(
      results.map { result in result.shares.first { $0.option == option }?.share ?? 0 })
  }

  /// Whether the same option leads in every seed.
  var hasStableWinner: Bool {
    let winners = results.map { result in
      result.shares.max { ($0.share, $1.option) < ($1.share, $0.option) }?.option
    }
    return winners.allSatisfy { $0 == winners.first ?? nil }
  }

  private static let axes = ["multi_touch_threshold", "model", "chunk_size"]

  /// All results below a directory, grouped by what differs between them besides the seed.
  ///
  /// Results of different scenarios or engines cannot stand beside each other: refused, by field.
  static func read(_ directory: String, as name: String) throws(StageError) -> [SeedGroup] {
    var results: [ResultSet] = []
    for path in try StageFiles.walk(directory) where PathName.lastComponent(path) == "meta.json" {
      let home = PathName.parent(path)
      let full = PathName.isAbsolute(home) ? home : PathName.join(directory, home)
      results.append(try ResultSet(full, as: PathName.join(name, home)))
    }
    let first = try require(results.first, "'\(name)' holds no results")
    for result in results {
      for field in ["scenario_name", "engine_version", "population_size"]
      where result.meta[field] != first.meta[field] {
        throw StageError(
          .refused, "'\(result.name)' cannot be compared with '\(first.name)': \(field) differs")
      }
      let inputs = (result.meta["inputs"]?.asMap, first.meta["inputs"]?.asMap)
      if inputs.0?["scenario"] != inputs.1?["scenario"] {
        throw StageError(
          .refused, "'\(result.name)' cannot be compared with '\(first.name)': the scenario differs"
        )
      }
    }
    let differing = axes.filter { axis in results.contains { $0.meta[axis] != first.meta[axis] } }
    var groups: [(label: String, results: [ResultSet])] = []
    for result in results {
      let parts = differing.map { axis in
        let name = axis == "multi_touch_threshold" ? "threshold" : axis
        return "\(name) \(Datum(result.meta[axis] ?? .null).text)"
      }
      let label = parts.isEmpty ? "all" : parts.joined(separator: ", ")
      if let place = groups.firstIndex(where: { $0.label == label }) {
        groups[place].results.append(result)
      } else {
        groups.append((label, [result]))
      }
    }
    groups.sort { $0.label.utf8.lexicographicallyPrecedes($1.label.utf8) }
    let seeds = groups.map { group in
      group.results.map { $0.meta["seed"]?.asInt ?? 0 }.sorted()
    }
    for (group, own) in zip(groups, seeds) where own != seeds[0] {
      throw StageError(
        .refused,
        "'\(group.label)' cannot be compared with '\(groups[0].label)': the seeds differ")
    }
    return groups.map { group in
      SeedGroup(
        label: group.label,
        results: group.results.sorted {
          ($0.meta["seed"]?.asInt ?? 0) < ($1.meta["seed"]?.asInt ?? 0)
        })
    }
  }
}
