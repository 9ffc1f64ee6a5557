public import Codecs

/// A library of steps for one field of study, with a section of the study file and verbs of its
/// own.
///
/// A domain knows files, arguments and its own words. It never sees the ledger: what it computes is
/// recorded as parameters, inputs, outputs, metrics, windows, candidates and violations of ordinary
/// stages.
public protocol Domain: Sendable {
  /// The name, as in `runledger simulate NAME STEP` and `runledger NAME VERB`.
  static var name: String { get }
  /// The name of its section in a study file, as in `domain: {SECTION: ...}`.
  static var section: String { get }
  /// What it is about, in a few words.
  static var summary: String { get }
  /// The steps, in the order in which a study takes them.
  static var steps: [any Step.Type] { get }
  /// The verbs, in the order of help.
  static var verbs: [DomainVerb] { get }

  /// Reports what is wrong with the domain's section of a study file, each with its place.
  ///
  /// What the section names as files must stand under `inputs:` or `code:`, which the caller checks
  /// by the paths that are returned.
  static func check(_ section: Item, of study: StudyOutline) -> CheckedSection

  /// The manifest of a run of a study with the domain's section, with the members that the domain
  /// alone can say: what its own files are by their names.
  ///
  /// `outputs` are the files of the run's attempts that count, each with `place` and
  /// `completed_at`; `stages` its `stages/STAGE.json`. Pure: the file is rendered again to be
  /// compared.
  static func complete(
    _ manifest: ValueMap, outputs: [ValueMap], stages: [ValueMap]
  ) -> ValueMap
}

extension Domain {
  /// A domain without a section refuses one.
  public static func check(_ section: Item, of study: StudyOutline) -> CheckedSection {
    section.fail("the domain '\(name)' has no section in a study file")
    return CheckedSection()
  }

  /// Nothing to add to what every manifest says.
  public static func complete(
    _ manifest: ValueMap, outputs: [ValueMap], stages: [ValueMap]
  ) -> ValueMap { manifest }

  /// The section is called like the domain.
  public static var section: String { name }

  /// No verbs of its own.
  public static var verbs: [DomainVerb] { [] }

  /// Runs one step with its words and gives the exit code of the process.
  public static func run(
    step name: String, _ words: [String], environment: [String: String], directory: String
  ) throws(StageError) -> Int32 {
    guard let step = steps.first(where: { $0.name == name }) else {
      let names = steps.map { $0.name }
      throw StageError.usage(
        "there is no step '\(name)' of '\(Self.name)'", hint: Hint.choice(name, among: names))
    }
    return try step.run(words, environment: environment, directory: directory)
  }
}
