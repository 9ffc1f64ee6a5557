import Bytes
import Codecs
import Crypto
import Files
import StageKit
import YAML

/// The values of all settings of a run: a profile, then configuration files, then the command line.
struct RunSettings: Sendable {
  /// The two profiles.
  enum Profile: String, Sendable, CaseIterable { case strict, lab }

  /// The profile in force.
  let profile: Profile
  /// Content digests of configuration files, in their order.
  let configurations: [String]
  private var values: [String: String] = [:]
  private var given: Set<String> = []

  /// The values of a profile.
  init(profile: Profile = .strict) {
    self.profile = profile
    configurations = []
    for setting in Setting.all {
      values[setting.name] = profile == .lab ? setting.lab : setting.strict
    }
  }

  /// Reads a command line; `directory` is where configuration files are named from.
  init(_ arguments: ParsedArguments, directory: String) throws(StageError) {
    var name = arguments.value("profile")
    var trees: [(String, Node)] = []
    var digests: [String] = []
    for path in arguments.values("config") {
      let bytes: [UInt8]
      do throws(StageError) {
        bytes = try StageFiles.read(PathName.join(directory, path))
      } catch {
        throw .invalid("configuration file not found: \(error.message)")
      }
      digests.append("\(path):\(SHA256.hash(bytes).hex)")
      do throws(YAMLError) {
        trees.append((path, try YAMLDocument.parse(bytes)))
      } catch {
        throw .invalid("'\(path)' line \(error.line): \(error.message)")
      }
      if let node = trees.last?.1["profile"] { name = name ?? node.asText }
    }
    guard let profile = Profile(rawValue: name ?? "strict") else {
      throw .usage("there is no profile '\(name ?? "")'", hint: "there are 'strict' and 'lab'")
    }
    self.profile = profile
    configurations = digests
    values = RunSettings(profile: profile).values
    for (path, tree) in trees { try take(tree, path) }
    for setting in Setting.all {
      let written = ([setting.name] + setting.aliases).filter { arguments.has($0) }
      guard let word = written.first, let value = arguments.value(word) else { continue }
      if written.count > 1 {
        throw .usage("'--\(written[0])' and '--\(written[1])' are the same setting")
      }
      try set(setting, value, "'--\(word)'", isUsage: true)
    }
    try check()
  }

  /// A number.
  func number(_ name: String) -> Double { Double(self[name]) ?? .nan }
  /// A whole number.
  func whole(_ name: String) -> Int { Int(self[name]) ?? 0 }
  /// Whole numbers.
  func wholes(_ name: String) -> [Int] { self[name].split(separator: ",").compactMap { Int($0) } }
  /// Whether a flag is 1.
  func flag(_ name: String) -> Bool { self[name] == "1" }
  /// Whether a setting was given by a file or a flag.
  func isGiven(_ name: String) -> Bool { given.contains(name) }

  /// A value as it is written.
  subscript(name: String) -> String {
    guard let value = values[name] else { preconditionFailure("there is no setting '\(name)'") }
    return value
  }

  /// The same settings with one changed by the pipeline itself.
  func with(_ name: String, _ value: String) -> RunSettings {
    var copy = self
    copy.values[name] = value
    copy.given.insert(name)
    return copy
  }

  /// Basis points a turnover costs: fees and slippage, counted once.
  var costBps: Double { number("fees_bps") + number("slippage_bps") }

  /// What makes results non-production: `profile:--flag=value`, `stage:--flag=value`; sorted.
  func nonProduction(of stages: [StageName]) -> [String] {
    var entries: [String] = []
    for setting in Setting.all where setting.role == .evidence || setting.role == .bypass {
      guard !setting.isSame(self[setting.name], setting.strict) else { continue }
      guard setting.stages.contains(where: stages.contains) else { continue }
      let owner =
        setting.role == .bypass
        ? setting.stages[0].rawValue : given.contains(setting.name) ? "threshold" : "profile"
      entries.append("\(owner):--\(setting.name)=\(self[setting.name])")
    }
    return entries.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The values that some stages read, for their manifests and for the identity of what they wrote.
  func record(of stages: [StageName]) -> ValueMap {
    var map: ValueMap = ["profile": .text(profile.rawValue)]
    for setting in Setting.all
    where setting.role != .request && setting.stages.contains(where: stages.contains) {
      map[setting.name] = .text(self[setting.name])
    }
    return map
  }

  private mutating func take(_ tree: Node, _ path: String) throws(StageError) {
    let pairs = try require(tree.asMapping, "'\(path)' is no mapping of settings")
    for (key, node) in pairs {
      let name = key.asText ?? ""
      if name == "profile" { continue }
      guard let setting = Setting.all.first(where: { $0.name == name || $0.aliases.contains(name) })
      else {
        let known = Setting.all.map(\.name) + ["profile"]
        throw .invalid(
          "'\(path)' line \(key.mark.line): there is no setting '\(name)'",
          hint: Hint.choice(name, among: known))
      }
      var text = node.asText
      if let list = node.asSequence {
        text = list.compactMap { $0.asText }.joined(separator: ",")
      }
      guard let text else {
        throw .invalid("'\(path)' line \(key.mark.line): '\(name)' is no value")
      }
      // A configuration says true and false as YAML does; a command line 1 and 0.
      let value = text == "true" ? "1" : text == "false" ? "0" : text
      try set(setting, value, "'\(path)' line \(key.mark.line): '\(name)'", isUsage: false)
    }
  }

  private mutating func set(
    _ setting: Setting, _ value: String, _ place: String, isUsage: Bool
  ) throws(StageError) {
    if let expected = setting.problem(value) {
      throw StageError(isUsage ? .usage : .invalid, "\(place) takes \(expected), not '\(value)'")
    }
    values[setting.name] = value
    given.insert(setting.name)
  }

  private func check() throws(StageError) {
    let (train, validation) = (
      number("walkforward_train_frac"), number("walkforward_validation_frac")
    )
    guard train > 0, validation > 0, train + validation < 1 else {
      throw .usage(
        "'--train_frac' \(self["walkforward_train_frac"]) and '--validation_frac' "
          + "\(self["walkforward_validation_frac"]) must be above 0 and leave a share for the test")
    }
    if !self["cost_bps"].isEmpty {
      guard let cost = Double(self["cost_bps"]) else {
        throw .usage("'--cost_bps' takes a number, not '\(self["cost_bps"])'")
      }
      guard abs(cost - costBps) < 1e-9 else {
        throw .usage(
          "'--cost_bps' \(Decimal64.text(cost)) is not the sum of fees and slippage, "
            + "\(Decimal64.text(costBps))", hint: "they are one cost, counted once")
      }
    }
    guard whole("promotion_pbo_blocks") % 2 == 0 else {
      throw .usage("'--promotion_pbo_blocks' takes an even number")
    }
    if !self["strategies"].isEmpty, !self["blueprints_path"].isEmpty {
      throw .usage(
        "'--strategies' and '--blueprints_path' are two execution sources", hint: "give one")
    }
  }
}
