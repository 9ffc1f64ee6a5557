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
  /// With `contents` the file is taken to hold them, and need not be there.
  public static func load(
    _ path: String, root: String, cache: DigestCache, contents: [UInt8]? = nil,
    parse: ([UInt8], String) throws -> ParsedStudy
  ) throws -> StudyRegistered {
    let bytes = try contents ?? Self.bytes(of: path)
    var parsed = try parse(bytes, path)
    let directory =
      contents == nil
      ? PathName.parent(try FileSystem.realPath(path))
      : try FileSystem.realPath(PathName.parent(path))
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
    try parsed.plan.design.pinFiles { pattern, what in
      try files.pins(of: pattern, what)
    } one: { path, what in
      try pin(path, what, files)
    }
    let (inputs, fields) = (parsed.plan.inputs, parsed.fields)
    try parsed.plan.design.readRevisions { name in
      try inputs.first { $0.name == name }.map { input in
        try revisionFields(of: input, in: directory, fields)
      }
    }
    cache.save()
    let real = PathName.join(directory, PathName.lastComponent(path))
    let recorded = PathName.escapes(real, base: root) ? real : PathName.relative(real, to: root)
    let file = FilePin(
      path: recorded, digest: Hashing.digest(of: bytes), size: Int64(bytes.count))
    return StudyRegistered(plan: parsed.plan, file: file)
  }

  private static func bytes(of path: String) throws -> [UInt8] {
    guard let status = try FileSystem.status(path) else {
      throw RuntimeError(.notFound, "there is no study file '\(path)'")
    }
    guard status.kind == .file else {
      throw RuntimeError(.invalid, "'\(path)' is not a file", hint: "name the study's YAML file")
    }
    guard status.size <= UInt64(sizeMax) else {
      throw RuntimeError(.invalid, "study file '\(path)' is larger than \(sizeMax) bytes")
    }
    return try FileSystem.readFile(path)
  }

  /// The fields of the files of an input that stands under a revision, so that a change can be
  /// named.
  private static func revisionFields(
    of input: InputPlan, in directory: String, _ read: ([UInt8]) -> ValueMap?
  ) throws -> ValueMap {
    var fields = ValueMap()
    for pin in input.files {
      let bytes = try FileSystem.readFile(PathName.join(directory, pin.path))
      for (path, text) in read(bytes) ?? ["": .text(pin.digest.hex)] {
        let place = input.files.count > 1 ? "\(pin.path):\(path)" : path
        fields[place.isEmpty ? pin.path : place] = text
      }
    }
    return fields
  }

  /// The one file of a path, digested.
  private static func pin(
    _ path: String, _ what: String, _ files: InputFiles
  ) throws -> FilePin {
    let found = try files.pins(of: path, what)
    guard found.count == 1 else {
      throw RuntimeError(
        .invalid, "\(what): '\(path)' matches \(found.count) files", hint: "name one file")
    }
    return found[0]
  }
}
