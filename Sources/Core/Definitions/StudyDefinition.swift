import Codecs
public import StageKit
public import Study
import YAML

/// A study file as it was read: a plan whose files nobody has looked at yet.
public struct StudyDefinition: Sendable {
  /// The plan.
  ///
  /// Its inputs list no files, and its code has zero digests, until the caller has resolved the
  /// patterns.
  public var plan: Plan
  /// What stands under `code`: files, directories or globs, relative to the study file.
  public var codePatterns: [String]
  /// The environment variables that stages may see: those that the study requires.
  public var environment: [String]
  /// What is legal and probably not meant, by line.
  public var warnings: [DefinitionWarning]

  /// Reads a study file.
  ///
  /// - Parameters:
  ///   - bytes: The file's content: one YAML document of at most 1 MiB.
  ///   - fileName: What messages call the file.
  ///   - overrides: Parameters that take another value at every level, typed like plain YAML: a
  ///     scalar, or a list in brackets.
  ///   - domains: The sections that may stand under `domain`, each with who checks it.
  /// - Returns: The definition, with a plan that passed every check that needs no files.
  /// - Throws: Everything that is wrong with the file, and not only the first thing.
  public static func parse(
    _ bytes: [UInt8], fileName: String, overrides: [(String, String)] = [],
    domains: [DomainSection] = []
  ) throws(DefinitionErrors) -> StudyDefinition {
    let problems = Problems(file: fileName, text: bytes)
    let root: Node
    do throws(YAMLError) {
      root = try YAMLDocument.parse(bytes)
    } catch {
      problems.report(error)
      throw problems.failure ?? DefinitionErrors([])
    }
    let item = Item(node: root, name: "a study file", path: "", problems: problems)
    let definition = StudyReader(item, overrides: overrides, domains: domains)?.read()
    if let failure = problems.failure { throw failure }
    // A reader that gives up has said why.
    guard let definition else { throw DefinitionErrors([]) }
    return definition
  }
}
