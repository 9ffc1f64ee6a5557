import StageKit

/// Shows and changes standing settings, and says what is missing before anything is spent.
enum ConfigStep: Step {
  static let name = "config"
  static let summary = "show, set or reset persistent settings"
  static let operands = 1...3

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    var settings = try StandingSettings(call.environment, directory: call.directory)
    let words = call.arguments.operands
    switch (words[0], words.count) {
    case ("show", 1):
      let prices = try ModelPrices()
      for key in StandingSettings.keys {
        let (value, origin) = settings.value(key.name)
        call.say("\(key.name): \(value.isEmpty ? "-" : value) (\(origin)): \(key.summary)")
      }
      for provider in prices.providers {
        let isThere = !(call.environment[provider.key] ?? "").isEmpty
        call.say(
          "provider \(provider.name): \(provider.pivotal) and \(provider.routine), "
            + "\(provider.key) is \(isThere ? "set" : "not set")")
      }
      call.say("profiles: \(GateProfile.builtIn.joined(separator: ", "))")
    case ("set", 3):
      try settings.set(words[1], words[2])
      call.say("\(words[1]): \(words[2])")
    case ("reset", 2):
      try settings.set(words[1], nil)
      call.say("\(words[1]): \(settings.value(words[1]).value)")
    case ("reset", 1):
      try settings.reset()
      call.say("every setting is at its default")
    default:
      throw .usage(
        "'config \(words.joined(separator: " "))' means nothing",
        hint: "config show, config set NAME VALUE, config reset [NAME]")
    }
    return 0
  }
}
