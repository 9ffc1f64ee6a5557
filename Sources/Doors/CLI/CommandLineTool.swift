import Codecs
public import Runtime
import StageKit

/// The command line as a function: words in, text and an exit code out.
public enum CommandLineTool {
  /// The version that `--version` prints.
  public static let version = "0.1.0"

  /// Does what a command line says.
  ///
  /// Nothing escapes as an error: what goes wrong is written to `stderr`, or, under `--json`, to
  /// `stdout`. Data goes to `stdout`, progress to `stderr`.
  ///
  /// - Parameters:
  ///   - arguments: The words after the program's name.
  ///   - environment: The environment variables.
  ///   - directory: The working directory, absolute.
  ///   - stdout: Where data goes.
  ///   - stderr: Where progress and complaints go.
  ///   - stdin: Where the lines of a console come from; nowhere, unless it is given.
  ///   - pager: What shows long output on a terminal, if anything.
  ///   - world: Time and chance.
  /// - Returns: How the program ends.
  public static func run(
    _ arguments: [String], environment: [String: String], directory: String,
    stdout: any TextSink, stderr: any TextSink, stdin: any LineSource = MemoryLines(),
    pager: (any Pager)? = nil, world: World = .live
  ) -> Int32 {
    let console = Console(
      stdout: stdout, stderr: stderr, stdin: stdin, pager: pager, environment: environment)
    var exit: ExitCode
    do {
      exit = try dispatch(arguments, environment, directory, console, world)
    } catch {
      let failure = Failure(error)
      // Asked before the line was understood, because it may be the line that is wrong.
      let ownWords = arguments.prefix { $0 != "--" }
      console.report(failure, asJSON: ownWords.contains("--json"))
      exit = failure.exit
    }
    console.stdout.flush()
    console.pager?.finish()
    stderr.flush()
    if let problem = console.stdout.problem, exit == .done {
      console.report(Failure(problem), asJSON: false)
      exit = .store
    }
    return exit.rawValue
  }

  private static func dispatch(
    _ arguments: [String], _ environment: [String: String], _ directory: String,
    _ console: Console, _ world: World
  ) throws -> ExitCode {
    let global = ArgumentParser(
      options: Option.everywhere + [.flag("version", nil, "print the version")],
      stopsAtOperand: true)
    let before = try global.parse(arguments)
    if before.has("version") {
      console.isQuiet = before.has("quiet")
      console.printVersion(asJSON: before.has("json"))
      return .done
    }
    guard !before.operands.isEmpty else {
      if before.has("help") {
        console.print(HelpText.overview())
        return .done
      }
      console.complain(HelpText.overview())
      return .usage
    }
    if before.has("help"), before.has("json") {
      console.print(json: HelpText.json(before.operands))
      return .done
    }
    if before.has("help"), let page = HelpText.page(before.operands) {
      console.print(page)
      return .done
    }
    let (verb, rest) = try VerbTable.find(before.operands)
    var parsed = try verb.parse(rest)
    parsed.options.merge(before.options) { given, _ in given }
    if parsed.has("help"), parsed.has("json") {
      console.print(json: HelpText.json(verb.name.split(separator: " ").map(String.init)))
      return .done
    }
    if parsed.has("help") {
      console.print(HelpText.verb(verb))
      return .done
    }
    console.isQuiet = parsed.has("quiet")
    if verb.isPaged, !["follow", "watch", "json"].contains(where: parsed.has) {
      console.showInPages()
    }
    let invocation = Invocation(
      verb: verb, arguments: parsed, environment: environment, directory: directory,
      console: console, world: world)
    do {
      return try verb.run(invocation)
    } catch {
      throw Failure(error).naming(command: parsed.value("cmd-id"))
    }
  }
}
