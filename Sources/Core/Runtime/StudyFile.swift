import Bytes
public import Codecs
import Files
import Ledger
public import Study

/// A study file as its parser gives it: a plan whose files are not digested yet.
public struct ParsedStudy: Sendable {
  /// The plan; the files of its inputs, and its code, are filled in here.
  public var plan: Plan
  /// Files, directories or globs of code, as written.
  public var codePatterns: [String]
  /// The fields of a file that is a mapping, by their paths.
  public var fields: @Sendable ([UInt8]) -> ValueMap?

  /// A parsed study.
  public init(
    plan: Plan, codePatterns: [String],
    fields: @escaping @Sendable ([UInt8]) -> ValueMap? = { _ in nil }
  ) {
    self.plan = plan
    self.codePatterns = codePatterns
    self.fields = fields
  }
}

/// Makes a study file into a plan that stands for every byte it names.
public enum StudyFile {
  /// The largest study file, in bytes.
  public static let sizeMax = 1 << 20

  /// Reads and parses a study file, and digests its inputs and code.
  ///
  /// `root` is the directory that holds the ledger; the study file is recorded relative to it.
  public static func load(
    _ path: String, root: String, cache: DigestCache,
    parse: ([UInt8], String) throws -> ParsedStudy
  ) throws -> StudyRegistered {
    guard let status = try FileSystem.status(path) else {
      throw RuntimeError(.notFound, "there is no study file '\(path)'")
    }
    guard status.kind == .file else {
      throw RuntimeError(.invalid, "'\(path)' is no file", hint: "name the study's YAML file")
    }
    guard status.size <= UInt64(sizeMax) else {
      throw RuntimeError(.invalid, "study file '\(path)' is larger than \(sizeMax) bytes")
    }
    let bytes = try FileSystem.readFile(path)
    var parsed = try parse(bytes, path)
    let directory = PathName.parent(try FileSystem.realPath(path))
    let files = InputFiles(in: directory, base: "the study file", root: root, cache: cache)
    for place in parsed.plan.inputs.indices {
      let pattern = parsed.plan.inputs[place].pattern
      let what = "input '\(parsed.plan.inputs[place].name)'"
      parsed.plan.inputs[place].files = try files.pins(of: pattern, what)
    }
    var code: [FilePin] = []
    for pattern in parsed.codePatterns {
      for pin in try files.pins(of: pattern, "code")
      where !code.contains(where: { $0.path.utf8.elementsEqual(pin.path.utf8) }) {
        code.append(pin)
      }
    }
    parsed.plan.code = code
    try digestDesign(&parsed.plan.paired, files)
    try readRevisions(&parsed, in: directory)
    cache.save()
    let real = PathName.join(directory, PathName.lastComponent(path))
    let recorded = PathName.escapes(real, base: root) ? real : PathName.relative(real, to: root)
    let file = FilePin(
      path: recorded, digest: Hashing.digest(of: bytes), size: Int64(bytes.count))
    return StudyRegistered(plan: parsed.plan, file: file)
  }

  /// Digests what a paired design names: tasks, the variants' specifications, the evaluators'
  /// rubrics.
  private static func digestDesign(
    _ paired: inout PairedPlan?, _ files: InputFiles
  ) throws {
    guard var plan = paired else { return }
    for place in plan.tasks.indices {
      let task = plan.tasks[place]
      plan.tasks[place].files.files = try files.pins(
        of: task.files.pattern, "task '\(task.name)'")
    }
    for place in plan.variants.indices {
      let what = "variant '\(plan.variants[place].name)'"
      plan.variants[place].file = try pin(plan.variants[place].file, what, files)
    }
    for place in plan.evaluators.indices {
      let what = "evaluator '\(plan.evaluators[place].name)'"
      plan.evaluators[place].file = try pin(plan.evaluators[place].file, what, files)
    }
    paired = plan
  }

  /// Reads the fields of the inputs that stand under a revision, so that a change can be named.
  private static func readRevisions(_ parsed: inout ParsedStudy, in directory: String) throws {
    guard var sweep = parsed.plan.sweep else { return }
    func read(_ revision: inout RevisionPlan?) throws {
      guard let name = revision?.input, let input = parsed.plan.input(name) else { return }
      var fields = ValueMap()
      for pin in input.files {
        let bytes = try FileSystem.readFile(PathName.join(directory, pin.path))
        for (path, text) in parsed.fields(bytes) ?? ["": .text(pin.digest.hex)] {
          let place = input.files.count > 1 ? "\(pin.path):\(path)" : path
          fields[place.isEmpty ? pin.path : place] = text
        }
      }
      revision?.fields = fields
    }
    try read(&sweep.scenario)
    try read(&sweep.config)
    parsed.plan.sweep = sweep
  }

  /// The one file that a pin names, digested.
  private static func pin(
    _ pin: FilePin, _ what: String, _ files: InputFiles
  ) throws -> FilePin {
    let found = try files.pins(of: pin.path, what)
    guard found.count == 1 else {
      throw RuntimeError(
        .invalid, "\(what): '\(pin.path)' stands for \(found.count) files", hint: "name one file")
    }
    return found[0]
  }
}
