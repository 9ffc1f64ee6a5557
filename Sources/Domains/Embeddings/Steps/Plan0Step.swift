import Codecs
import Files
import Numerics
import StageKit

/// Plan 0: fits replicates of every method and K, compares them, and chooses K.
enum Plan0Step: EmbeddingStep {
  static let name = "plan0"
  static let summary = "fit replicates, measure their stability, and choose K"
  static let options =
    DataArguments.options + [
      .value("methods", nil, "M,M", "the methods (pca,fa,nmf)"),
      .value("ks", nil, "K,K", "the numbers of dimensions (20,40,60)"),
      .value("seeds", nil, "N,N", "the seeds (1,2,3)"),
      .value("replicates", nil, "DIR", "compare the units below DIR without fitting"),
    ] + MethodSettings.options

  static func work(_ call: StepCall) throws(StageError) -> Int32 {
    let units: [Replicate]
    let output: String
    if let directory = call.arguments.value("replicates") {
      guard let to = call.arguments.value("output") else {
        throw .usage("where to? name a directory: -o DIR")
      }
      output = PathName.join(call.directory, to)
      units = try collect(PathName.join(call.directory, directory))
    } else {
      let arguments = try DataArguments(call)
      output = arguments.output
      units = try fit(arguments, call)
    }
    try summarise(units, to: output, call)
    return 0
  }

  /// Fits every unit that is not there yet.
  private static func fit(
    _ arguments: DataArguments, _ call: StepCall
  ) throws(StageError) -> [Replicate] {
    let methods = try call.arguments.methods(default: [.pca, .fa, .nmf])
    let counts = try call.arguments.integers("ks", in: 1...10_000) ?? [20, 40, 60]
    let seeds = try call.arguments.integers("seeds", in: 0...Int64(Int32.max)) ?? [1, 2, 3]
    let settings = try MethodSettings(call.arguments)
    let algebra = try LinearAlgebra.opened()
    var units: [Replicate] = []
    try call.events.note("computed by \(algebra.pins)")
    let total = methods.count * counts.count * seeds.count
    for method in methods {
      for count in counts.map({ Int($0) }) {
        for seed in seeds {
          let directory = PathName.join(arguments.output, Replicate.path(method, count, seed))
          let digest = Replicate.digest(
            arguments.data, method, count, seed, settings, algebra)
          if !Replicate.isFitted(directory, digest: digest) {
            _ = try Replicate.fit(
              arguments.data, method, count, seed, settings, to: directory, algebra)
          }
          units.append(try Replicate(directory: directory))
          try call.events.progress(done: units.count, of: total)
        }
      }
    }
    return units
  }

  /// The units below a directory, by method, K and seed.
  private static func collect(_ directory: String) throws(StageError) -> [Replicate] {
    var units: [Replicate] = []
    for path in try StageFiles.walk(directory) where PathName.lastComponent(path) == "extras.json" {
      let place = PathName.parent(PathName.join(directory, path))
      units.append(try Replicate(directory: place))
    }
    try require(!units.isEmpty, "'\(directory)' has no replicates: no 'extras.json' below it")
    let order = Method.allCases
    func key(_ unit: Replicate) -> (Int, Int, Int64) {
      (order.firstIndex(of: unit.method) ?? 0, unit.count, unit.seed)
    }
    units.sort { key($0) < key($1) }
    for (left, right) in zip(units, units.dropFirst()) where key(left) == key(right) {
      throw .invalid(
        "'\(directory)' has two replicates of \(left.method.rawValue), K \(left.count), "
          + "seed \(left.seed)")
    }
    return units
  }

  private static func summarise(
    _ units: [Replicate], to output: String, _ call: StepCall
  ) throws(StageError) {
    var groups: [[Replicate]] = []
    for unit in units {
      if let last = groups.last?.first, last.method == unit.method, last.count == unit.count {
        groups[groups.count - 1].append(unit)
      } else {
        groups.append([unit])
      }
    }
    var rows: [KSummary] = []
    for group in groups {
      let genes = group[0].loadings.rows
      try require(
        group.allSatisfy({ $0.loadings.rows == genes }),
        "replicates of \(group[0].method.rawValue) have different genes; fit them anew")
      let row = try KSummary(group)
      rows.append(row)
      let place = PathName.join(output, Replicate.parent(row.method, row.count))
      try StageFiles.write(
        PathName.join(place, "pairwise_stability_summary.json"),
        JSON.encode(row.stability.value, pretty: true))
      if let consensus = row.consensus {
        try StageFiles.write(
          PathName.join(place, "consensus.json"), JSON.encode(consensus.value, pretty: true))
        try StageFiles.write(
          PathName.join(place, "consensus_loadings.npy"),
          MatrixFile.encodeSingle(consensus.loadings))
      }
    }
    let csv = CSV.row(KSummary.header) + rows.map { CSV.row($0.row) }.joined()
    try StageFiles.write(
      PathName.join(output, "analysis/plan0/k_selection_summary.csv"), Array(csv.utf8))
    let methods = rows.map(\.method).reduce(into: [Method]()) { if $0.last != $1 { $0.append($1) } }
    let decisions = methods.map { method in KDecision(rows.filter { $0.method == method }) }
    try report(rows, decisions, sane: units, to: output, call)
  }

  private static func report(
    _ rows: [KSummary], _ decisions: [KDecision], sane units: [Replicate], to output: String,
    _ call: StepCall
  ) throws(StageError) {
    var selected = ValueMap()
    for decision in decisions {
      selected[decision.method.rawValue] = decision.chosen.map { .int(Int64($0)) } ?? .null
      let word = decision.chosen.map { "K \($0)" } ?? "no K"
      try call.events.note(
        "\(decision.method.rawValue): \(word): \(decision.rationale)", next: decision.next)
      if let chosen = decision.chosen {
        try call.events.metric("k_\(decision.method.rawValue)", Double(chosen))
      }
    }
    func count(_ verdict: KSummary.Verdict) -> Int { rows.count { $0.verdict == verdict } }
    let undefined = rows.count { $0.stability.runs < 2 }
    let insane = try units.count { (unit) throws(StageError) in
      try StageFields(.map(unit.extras.map("health")), "health").integer("sane", default: 0) != 1
    }
    let fields: ValueMap = [
      "selected": .map(selected), "decisions": .array(decisions.map(\.value)),
      "units": .int(Int64(units.count)), "combinations": .int(Int64(rows.count)),
      "passed": .int(Int64(count(.pass))), "warned": .int(Int64(count(.warn))),
      "failed": .int(Int64(count(.fail))), "undefined": .int(Int64(undefined)),
      "without_k": .int(Int64(decisions.count { $0.chosen == nil })),
      "degenerate": .int(Int64(insane)),
      "smallest_median": .double(rows.compactMap(\.stability.median).min() ?? .nan),
      "largest_unmatched": .double(rows.compactMap(\.stability.shareBelow).max() ?? .nan),
    ]
    try StageFiles.write(
      PathName.join(output, "analysis/plan0/k_selection.json"),
      JSON.encode(.map(fields), pretty: true))
    try call.events.metric("combinations", Double(rows.count))
    try call.events.metric("unstable", Double(count(.fail)))
    try call.events.metric("degenerate", Double(insane))
  }
}
