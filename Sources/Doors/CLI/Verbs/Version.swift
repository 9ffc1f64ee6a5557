import Codecs
import Engines
import Projections
import SQLite

extension Verb {
  static let version = Verb(
    name: "version", summary: "print the version; with --json, the formats it reads and writes",
    usage: "version", example: "runledger version --json"
  ) { invocation in
    invocation.console.printVersion(asJSON: invocation.isJSON)
    return .done
  }
}

extension Console {
  /// The version of the program, the same for the verb and for `--version`.
  func printVersion(asJSON: Bool) {
    guard asJSON else { return print("runledger \(CommandLineTool.version)") }
    print(json: [
      "version": .text(CommandLineTool.version), "rules_revision": .int(Rules.revision),
      "rows_revision": .int(Int64(Tables.revision)), "sqlite": .text(Database.libraryVersion),
    ])
  }
}
