import StageKit
import YAML

/// What models cost, who offers them, and how fast they may be asked.
struct ModelPrices: Sendable {
  struct Provider: Sendable {
    let name: String
    let pivotal: String
    let routine: String
    /// The environment variable that holds the key.
    let key: String
    let url: String
  }

  let prices: [(model: String, input: Double, output: Double)]
  let providers: [Provider]
  let tiers: [(rpm: Int, tpm: Int)]

  /// The prices that the program brings along, or those of a file.
  init(path: String? = nil) throws(StageError) {
    if let path {
      self = try SourceFile.read(path, as: path) { ModelPrices($0) }
    } else {
      self = try BuiltInFile.read("models") { ModelPrices($0) }
    }
  }

  private init?(_ item: Item) {
    guard
      let section = Section(item, owner: "the prices", keys: ["models", "providers", "tiers"])
    else { return nil }
    prices = section.members("models").map { member in
      (
        member.name, member.value.node["in"]?.asDouble ?? .nan,
        member.value.node["out"]?.asDouble ?? .nan
      )
    }
    providers = section.members("providers").map { member in
      let node = member.value.node
      return Provider(
        name: member.name, pivotal: node["pivotal"]?.asText ?? "",
        routine: node["routine"]?.asText ?? "", key: node["key"]?.asText ?? "",
        url: node["url"]?.asText ?? "")
    }
    tiers = section.members("tiers").map { member in
      (
        Int(member.value.node["rpm"]?.asInt ?? 500), Int(member.value.node["tpm"]?.asInt ?? 500_000)
      )
    }
  }

  /// The dollars for tokens of a model; nil for a model without a price.
  func cost(_ model: String, input: Int, output: Int) -> Double? {
    guard let price = prices.first(where: { $0.model == model }) else { return nil }
    let cost = Double(input) / 1e6 * price.input + Double(output) / 1e6 * price.output
    return cost.isFinite ? cost : nil
  }

  /// How many questions may be under way at once.
  static func concurrency(rpm: Int, tpm: Int) -> Int {
    max(1, min(rpm / 30, tpm / 24_000))
  }
}
