import Codecs
import Files
import StageKit

/// Options that several steps share.
enum TownOptions {
  static let config = Option.value("config", "c", "FILE", "the town's configuration")
  static let seed = Option.value("seed", "s", "N", "seed (1)")
  static let output = Option.value("output", "o", "PATH", "where to write")
  static let variant = Option.value(
    "expect-variant", nil, "V", "refuse another observation variant: full, hybrid or compact")
}

extension StepCall {
  /// A path as it was written, from the working directory.
  func path(_ text: String) -> String { PathName.join(directory, text) }

  /// A path as the configuration writes it, from where that lies.
  func beside(_ text: String) -> String {
    let file = arguments.value("config") ?? arguments.operands.first ?? ""
    return PathName.join(PathName.parent(path(file)), text)
  }

  /// The configuration that is named by `--config` or by the first operand.
  func config() throws(StageError) -> TownConfig {
    guard let file = arguments.value("config") ?? arguments.operands.first else {
      throw .usage("no configuration is named", hint: "--config FILE")
    }
    let config = try TownConfig.read(path(file))
    try config.require(variant: arguments.value("expect-variant"))
    return config
  }

  func seed() throws(StageError) -> Int64 {
    try arguments.int("seed", in: Int64.min / 2...Int64.max / 2) ?? 1
  }

  /// Checkpoints given as `NAME=FILE`, or as files that are called by their names.
  func policies(_ config: TownConfig) throws(StageError) -> PolicyTable {
    var table = PolicyTable()
    for text in arguments.values("policy") {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      let file = parts.last ?? text
      let name = parts.count == 2 ? parts[0] : PathName.lastComponent(file)
      let checkpoint = try PolicyCheckpoint.read(path(file))
      try checkpoint.require(config, file)
      guard name != "scripted", !table.policies.contains(where: { $0.name == name }) else {
        throw .usage("'--policy \(name)' is given twice, or is the scripted one's name")
      }
      table.policies.append(NamedPolicy(name: name, checkpoint: checkpoint))
    }
    return table
  }
}
