import Agents
import Files
import StageKit

/// Which models are asked, whose they are, how fast, and where exchanges with them are kept.
struct ModelAccess {
  /// The options of every step that may ask a model.
  static let options: [Option] = [
    .value("model", "m", "MODEL", "one model for everything"),
    .value("provider", nil, "NAME", "the model provider"),
    .value("base-url", nil, "URL", "the endpoint, instead of the provider's"),
    .value("exchanges", nil, "DIR", "where exchanges with models are stored"),
    .flag("sealed", nil, "make no requests: use stored exchanges only"),
    .value("rate-tier", nil, "N", "the tier of the provider, 1 to 4"),
    .value("rpm-override", nil, "N", "requests per minute"),
    .value("tpm-override", nil, "N", "tokens per minute"),
  ]

  let provider: ModelPrices.Provider
  let pivotal: String
  let routine: String
  let rpm: Int
  let tpm: Int
  private let base: String

  /// Reads what a call says, and what stands in the settings of a zone.
  init(
    _ call: StepCall, _ settings: StandingSettings, _ prices: ModelPrices,
    zone: String = "simulation"
  ) throws(StageError) {
    let words = call.arguments
    let (name, _) = settings.value("\(zone).provider", given: words.value("provider"))
    guard let provider = prices.providers.first(where: { $0.name == name }) else {
      throw .usage(
        "there is no provider '\(name)'",
        hint: "there are \(prices.providers.map(\.name).joined(separator: ", "))")
    }
    self.provider = provider
    func model(_ role: String, _ fallback: String) -> String {
      let given = words.value("\(role)-model") ?? words.value("model")
      let found = settings.value("\(zone).\(role)_model", given: given).value
      return found.isEmpty ? fallback : found
    }
    pivotal = model("pivotal", provider.pivotal)
    routine = model("routine", provider.routine)
    let tier = try settings.integer(
      "simulation.rate_tier", given: words.value("rate-tier"), in: 1...4)
    let limits = tier <= prices.tiers.count ? prices.tiers[tier - 1] : (rpm: 500, tpm: 500_000)
    rpm = try words.int("rpm-override", in: 1...1_000_000).map(Int.init) ?? limits.rpm
    tpm = try words.int("tpm-override", in: 1...1_000_000_000).map(Int.init) ?? limits.tpm
    base = settings.value("\(zone).base_url", given: words.value("base-url")).value
  }

  /// The model to ask; nothing is asked before everything is known that has to be.
  ///
  /// `directory` is where exchanges are kept unless the call says otherwise.
  func chat(
    _ call: StepCall, _ preconditions: Preconditions, keptIn directory: String
  ) throws(StageError) -> ChatModel {
    let isSealed = call.arguments.has("sealed")
    let key = call.environment[provider.key] ?? ""
    if !isSealed {
      try preconditions.demand(
        base.isEmpty && key.isEmpty
          ? ["\(provider.key): the key of provider '\(provider.name)' is not set"] : [])
    }
    return ChatModel(
      base: base.isEmpty ? provider.url : base, key: key,
      store: ExchangeStore(
        call.path(call.arguments.value("exchanges") ?? directory), isSealed: isSealed),
      requestsPerMinute: min(rpm, max(1, tpm / 1_000)))
  }

  /// Where a step that writes a file keeps its exchanges: `base.exchanges` of `base.yaml`.
  static func exchanges(of output: String) -> String {
    (output.hasSuffix(".yaml") ? String(output.dropLast(5)) : output) + ".exchanges"
  }

  /// The exchanges as files that a verb may leave: where they lie below the working directory.
  static func files(_ arguments: ParsedArguments, keptIn directory: String) -> [String] {
    let place = PathName.normalize(arguments.value("exchanges") ?? directory)
    return place.hasPrefix("/") || place.hasPrefix("..") ? [] : ["\(place)/*.json"]
  }
}

extension ModelError {
  /// The error as steps report it.
  var stageError: StageError {
    StageError(
      kind == .notKept ? .refused : kind == .unusable ? .invalid : .unavailable, description,
      hint: "the same command goes on where this one stopped")
  }
}
