import Bytes
import Codecs
import Files
import Ledger
import Projections
import Runtime
import StageKit
import Study

extension Verb {
  static let cat = Verb(
    name: "cat", summary: "print an output file of a stage",
    usage: "cat [STUDY/]RUN[/STAGE[/UNIT]]/FILE",
    details: [
      "The file is the recorded one: its digest is checked. FILE may be part of a path",
      "if it matches only one file of the run.",
    ],
    example: "runledger cat A-s42/classify/metrics.json", operands: 1...1, completes: .subjects
  ) { invocation in
    let workspace = try invocation.reading()
    let contents = try RunContents(invocation.operand(0) ?? "", try Subjects(workspace))
    let file = try contents.file()
    let bytes = try file.bytes(workspace)
    if invocation.isJSON {
      invocation.console.print(json: [
        "run": .text(contents.run.path), "stage": .text(file.stage), "unit": .text(file.unit),
        "path": .text(file.output.path), "digest": .text(file.output.digest.hex),
        "size": .int(file.output.size), "text": .text(String(decoding: bytes, as: UTF8.self)),
      ])
    } else {
      invocation.console.stdout.write(bytes: bytes)
    }
    return .done
  }

  static let get = Verb(
    name: "get", summary: "copy the outputs of stages into a directory",
    usage: "get [STUDY/]RUN[/STAGE[/UNIT]][/FILE] [-o DIRECTORY]",
    details: [
      "Copies stored outputs to DIRECTORY/STAGE/[UNIT/]FILE; without -o the directory is named",
      "after the run. An existing file with other content is not overwritten: exit code 5.",
    ],
    options: [.value("output", "o", "DIRECTORY", "the target directory")],
    example: "runledger get A-s42/classify -o results", operands: 1...1, completes: .subjects
  ) { invocation in
    let workspace = try invocation.reading()
    let contents = try RunContents(invocation.operand(0) ?? "", try Subjects(workspace))
    let files = contents.rest.isEmpty ? contents.files : [try contents.file()]
    let target = invocation.absolute(
      invocation.arguments.value("output")
        ?? contents.run.id.replacing("/", with: "_"))
    var written: [String] = []
    var lost: [String] = []
    for file in files {
      guard file.output.kept else {
        lost.append(file.name)
        continue
      }
      let unit = file.unit.isEmpty ? "" : "\(ReportedFile.safe(file.unit))/"
      let path = PathName.join(target, "\(file.stage)/\(unit)\(file.output.path)")
      guard !PathName.escapes(path, base: target) else {
        throw Failure.usage("'\(file.output.path)' would lie outside of '\(target)'")
      }
      if FileSystem.exists(path), try FileDigest.of(path) != file.output.digest {
        throw Failure(
          "exists", "'\(path)' exists and has other content",
          hint: "choose another directory with -o", exit: .conflict)
      }
      let bytes = try file.bytes(workspace)
      try FileSystem.makeDirectories(PathName.parent(path))
      try FileSystem.writeAtomically(path, bytes)
      written.append(path)
    }
    if !lost.isEmpty {
      invocation.console.complain("not kept, only their digests: \(Subjects.list(lost))")
    }
    guard !files.isEmpty else {
      throw Failure.notFound(
        "'\(contents.run.path)' has no outputs", hint: "runledger show \(contents.run.path)")
    }
    if invocation.isJSON {
      invocation.console.print(json: [
        "run": .text(contents.run.path), "directory": .text(target),
        "files": .array(written.map(Value.text)), "not_kept": .array(lost.map(Value.text)),
      ])
    } else {
      written.forEach { invocation.console.print($0) }
    }
    return lost.isEmpty ? .done : .negative
  }
}

/// A file that is on record: which output of which unit.
struct ReportedFile {
  var stage: String
  var unit: String
  var output: OutputRecord
  /// Where it was written, relative to the directory that holds the ledger.
  var directory: String

  /// `stage/file`, or `stage[unit]/file`.
  var name: String { "\(stage)\(unit.isEmpty ? "" : "[\(unit)]")/\(output.path)" }

  /// Its content as it is on record.
  ///
  /// Errors: exit code 4 where it was not kept or was purged, 3 where what is there is another one.
  func bytes(_ workspace: Workspace) throws -> [UInt8] {
    if let bytes = try workspace.ledger.blobs.read(output.digest) { return bytes }
    if output.kept, let purge = NamedBlobs.purge(of: output.digest, in: workspace.ledger) {
      throw Failure(
        "purged", "the content of '\(name)' was \(purge)",
        hint: "its digest stays on record; runledger rerun makes it again", exit: .notFound)
    }
    let path = PathName.join(workspace.root, "\(directory)/\(output.path)")
    if let bytes = try? FileSystem.readFile(path), Hashing.digest(of: bytes) == output.digest {
      return bytes
    }
    throw Failure.notFound(
      output.kept
        ? "the content of '\(name)' is no longer in the ledger"
        : "only the digest of '\(name)' is on record, and the file is gone",
      hint: output.kept ? "runledger verify" : "'outputs: {\(output.path): blob}' keeps it")
  }

  /// A unit's key as a directory's name.
  static func safe(_ key: String) -> String { key.replacing("/", with: "%2F") }
}

extension RunContents {
  /// Every output of the results that count, and what failed attempts printed is not among them.
  var files: [ReportedFile] {
    units.flatMap { unit -> [ReportedFile] in
      guard let result = unit.view.result, let end = result.end else { return [] }
      return end.outputs.map {
        ReportedFile(
          stage: unit.stage, unit: unit.view.key, output: $0, directory: result.directory)
      }
    }
  }

  /// The file that the rest of the word names.
  func file() throws -> ReportedFile {
    let path = rest.joined(separator: "/")
    let files = self.files
    guard !path.isEmpty else {
      if files.count == 1 { return files[0] }
      throw Failure.usage(
        "the name of the file is missing",
        hint: files.isEmpty
          ? "there are no outputs" : Subjects.choice(files.map(\.name)))
    }
    let exact = files.filter { $0.output.path == path }
    let found = exact.isEmpty ? files.filter { $0.output.path.hasSuffix("/\(path)") } : exact
    if found.count > 1 { throw Failure.ambiguous(path, found.map(\.name)) }
    if let only = found.first { return only }
    throw Subjects.missing(
      "file", path, among: files.map(\.output.path), where: "'\(run.path)'")
  }
}
