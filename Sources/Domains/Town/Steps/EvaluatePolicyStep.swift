import Codecs
import Files
import Numerics
import StageKit

/// Compares policies on paired seeds.
enum EvaluatePolicyStep: Step {
  static let name = "evaluate"
  static let summary = "run a scenario with several policies on the same seeds"
  static let operands = 0...1
  static let options: [Option] = [
    TownOptions.config, TownOptions.output, TownOptions.variant,
    .values("policy", nil, "[NAME=]FILE", "a checkpoint; random and scripted are always included"),
    .value("seeds", nil, "N", "the seeds 1 to N (5)"),
  ]

  /// Returns of policies by seed.
  struct Table {
    var rows: [(policy: String, seed: Int64, value: Double)] = []

    var csv: String {
      rows.reduce("policy,seed,return\n") { $0 + "\($1.policy),\($1.seed),\($1.value)\n" }
    }

    func values(_ policy: String) -> [Double] {
      rows.filter { $0.policy == policy }.map(\.value)
    }

    /// Policies in their order with the mean of their returns.
    var means: [(policy: String, mean: Double)] {
      var names: [String] = []
      for row in rows where !names.contains(row.policy) { names.append(row.policy) }
      return names.map { name in
        let values = values(name)
        return (name, values.reduce(0, +) / Double(values.count))
      }
    }
  }

  static func table(
    _ policies: [(String, PolicyEvaluation.Policy)], _ config: TownConfig, seeds: ClosedRange<Int>
  ) -> Table {
    var table = Table()
    for (name, policy) in policies {
      for seed in seeds {
        let value = PolicyEvaluation.value(policy, config, seed: Int64(seed))
        table.rows.append((name, Int64(seed), value))
      }
    }
    return table
  }

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let config = try call.config()
    let count = Int(try call.arguments.int("seeds", in: 1...10_000) ?? 5)
    var policies: [(String, PolicyEvaluation.Policy)] = [
      ("random", .random), ("scripted", .scripted),
    ]
    for policy in try call.policies(config).policies {
      policies.append((policy.name, .network(policy.checkpoint.network)))
    }
    let table = table(policies, config, seeds: 1...count)
    if let output = call.arguments.value("output") {
      try StageFiles.write(call.path(output), Array(table.csv.utf8))
    }
    let random = table.values("random")
    for (policy, mean) in table.means {
      try call.events.metric("return_\(policy)", mean)
      var line = "\(policy): \(mean)"
      if policy != "random", count > 1 {
        let gains = zip(table.values(policy), random).map { $0 - $1 }
        if let test = Differences.of(gains).flatMap({ PairedT.test($0) }).value {
          line += ", over random \(test.mean) (p \(test.p))"
        }
      }
      try Said.line(line)
    }
    return 0
  }
}
