import Runtime
import StageKit

extension ParsedArguments {
  /// How the command is identified: by `--cmd-id`, or by chance.
  var commandName: CommandName { value("cmd-id").map(CommandName.text) ?? .random }

  /// Why, as `-m` says it; empty when it was not given.
  var reason: String { value("reason") ?? "" }
}
