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
    for place in parsed.plan.inputs.indices {
      let pattern = parsed.plan.inputs[place].pattern
      let what = "input '\(parsed.plan.inputs[place].name)'"
      parsed.plan.inputs[place].files = try pins(of: pattern, what, in: directory, cache)
    }
    var code: [FilePin] = []
    for pattern in parsed.codePatterns {
      for pin in try pins(of: pattern, "code", in: directory, cache)
      where !code.contains(where: { $0.path == pin.path }) {
        code.append(pin)
      }
    }
    parsed.plan.code = code
    try digestDesign(&parsed.plan.paired, in: directory, cache)
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
    _ paired: inout PairedPlan?, in directory: String, _ cache: DigestCache
  ) throws {
    guard var plan = paired else { return }
    for place in plan.tasks.indices {
      let task = plan.tasks[place]
      plan.tasks[place].files.files = try pins(
        of: task.files.pattern, "task '\(task.name)'", in: directory, cache)
    }
    for place in plan.variants.indices {
      let what = "variant '\(plan.variants[place].name)'"
      plan.variants[place].file = try pin(plan.variants[place].file, what, in: directory, cache)
    }
    for place in plan.evaluators.indices {
      let what = "evaluator '\(plan.evaluators[place].name)'"
      plan.evaluators[place].file = try pin(
        plan.evaluators[place].file, what, in: directory, cache)
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
    _ pin: FilePin, _ what: String, in directory: String, _ cache: DigestCache
  ) throws -> FilePin {
    let found = try pins(of: pin.path, what, in: directory, cache)
    guard found.count == 1 else {
      throw RuntimeError(
        .invalid, "\(what): '\(pin.path)' stands for \(found.count) files", hint: "name one file")
    }
    return found[0]
  }

  /// The files that a path or pattern stands for, sorted: a file, all files below a directory, or
  /// what a glob matches.
  static func pins(
    of pattern: String, _ what: String, in directory: String, _ cache: DigestCache
  ) throws -> [FilePin] {
    let full = PathName.join(directory, pattern)
    var files: [String]
    switch try FileSystem.status(full)?.kind {
    case .file: files = [pattern]
    case .directory: files = try FileSystem.walk(full).map { PathName.join(pattern, $0) }
    case .symlink, .other: throw RuntimeError(.invalid, "\(what): '\(pattern)' is no regular file")
    case nil: files = try FileSystem.glob(pattern, base: directory)
    }
    files = try files.filter {
      try FileSystem.status(PathName.join(directory, $0))?.kind == .file
    }
    guard !files.isEmpty else {
      throw RuntimeError(
        .notFound, "\(what): there is no file '\(pattern)' in '\(directory)'",
        hint: "paths are relative to the study file")
    }
    return try files.map { path in
      let (digest, size) = try cache.digest(of: PathName.join(directory, path))
      return FilePin(path: path, digest: digest, size: size)
    }
  }
}
