import Definitions
import Files
import Runtime
import StageKit
import Study

/// The study file that a command line means, and how to load it.
struct StudySource {
  /// Its absolute path.
  let path: String
  /// How messages call it: as the caller wrote it.
  let shown: String
  /// Whether it is where the record says, and not where the caller says.
  let isRecorded: Bool
  /// What stands in it, where it need not be there yet.
  var contents: [UInt8]?

  /// The directory in which its inputs and code are.
  var directory: String { PathName.parent(path) }

  /// The directory in which the file itself is, and not a link to it.
  func realDirectory() throws -> String {
    contents == nil
      ? PathName.parent(try FileSystem.realPath(path))
      : try FileSystem.realPath(PathName.parent(path))
  }

  /// Whether a word is meant as a path rather than as a study's name.
  static func isPath(_ word: String) -> Bool {
    word.contains("/") || word.hasSuffix(".yaml") || word.hasSuffix(".yml")
  }

  /// A file as the caller wrote it.
  init(_ word: String, from directory: String) {
    path = PathName.normalize(PathName.join(directory, word))
    shown = word
    isRecorded = false
  }

  /// The file from which a study was registered, as it is recorded.
  init(of study: StudyState, root: String) {
    path = PathName.join(root, study.file.path)
    shown = study.file.path
    isRecorded = true
  }

  /// The file's study, with everything that it names digested.
  ///
  /// `overrides` are the parameters that take another value; `warn` hears what is legal and
  /// probably not meant. `verb` is what a hint proposes to give another place to.
  func load(
    root: String, cache: DigestCache, overrides: [(String, String)], for verb: String = "run",
    warn: (String) -> Void
  ) throws -> StudyRegistered {
    guard contents != nil || FileSystem.exists(path) else {
      throw Failure.notFound("there is no study file '\(shown)'", hint: movedHint(verb))
    }
    return try StudyFile.load(path, root: root, cache: cache, contents: contents) { bytes, _ in
      let definition = try StudyDefinition.parse(
        bytes, fileName: shown, overrides: overrides, domains: Domains.all.map(DomainSection.init))
      for warning in definition.warnings {
        let line = warning.line > 0 ? "\(warning.line):" : ""
        warn("\(shown):\(line) \(warning.message)")
      }
      return ParsedStudy(plan: definition.plan, codePatterns: definition.codePatterns) {
        RevisionFields.flatten($0)
      }
    }
  }

  /// What to do when the file is not where it was, or which file the caller may have meant.
  private func movedHint(_ verb: String) -> String? {
    guard isRecorded else {
      let names = ((try? FileSystem.list(PathName.parent(path))) ?? []).filter {
        $0.hasSuffix(".yaml") || $0.hasSuffix(".yml")
      }
      return Hint.choice(PathName.lastComponent(path), among: names)
    }
    let name = PathName.lastComponent(path)
    return "if its directory was moved: runledger \(verb) NEWPLACE/\(name), or put a link at the "
      + "old place"
  }
}
