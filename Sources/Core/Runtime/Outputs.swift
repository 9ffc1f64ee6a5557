import Codecs
import Files
import Ledger
import Study

/// Looks at what an attempt left behind and takes its declared outputs into the record.
struct Outputs {
  /// What was found, sorted by path.
  private(set) var records: [OutputRecord] = []
  /// What is wrong with it, one sentence each.
  private(set) var problems: [String] = []

  /// Digests the outputs that a stage declares; those to be kept go into the ledger's blobs.
  ///
  /// Without blobs nothing is kept, and only digests are taken.
  init(of stage: StagePlan, in directory: String, blobs: BlobStore?) throws {
    var seen: Set<String> = []
    for output in stage.outputs {
      let paths = try Self.paths(output.path, in: directory)
      if paths.isEmpty, !output.isOptional {
        let full = PathName.join(directory, output.path)
        let isDirectory = try FileSystem.status(full, followLinks: false)?.kind == .directory
        let problem = isDirectory ? "is a directory without a file in it" : "is missing"
        problems.append("output '\(output.path)' \(problem)")
      }
      for path in paths where seen.insert(path).inserted {
        try take(path, keep: output.keep, directory, blobs)
      }
    }
    records.sort { Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8)) }
  }

  private mutating func take(
    _ path: String, keep: Bool, _ directory: String, _ blobs: BlobStore?
  ) throws {
    let full = PathName.join(directory, path)
    guard let real = try? FileSystem.realPath(full),
      let base = try? FileSystem.realPath(directory)
    else {
      problems.append("output '\(path)' is a link to nothing")
      return
    }
    guard !PathName.escapes(real, base: base) else {
      problems.append("output '\(path)' is a link out of its directory, to '\(real)'")
      return
    }
    guard let status = try FileSystem.status(real), status.kind == .file else {
      problems.append("output '\(path)' is not a regular file")
      return
    }
    if keep, let blobs {
      let (digest, size) = try blobs.put(file: real)
      records.append(OutputRecord(path: path, digest: digest, size: Int64(size), kept: true))
    } else {
      let digest = try FileDigest.of(real)
      records.append(
        OutputRecord(path: path, digest: digest, size: Int64(status.size), kept: false))
    }
  }

  /// The paths that a declared output stands for.
  private static func paths(_ pattern: String, in directory: String) throws -> [String] {
    if PathPattern.isPattern(pattern) || pattern.hasSuffix("/") {
      let declared = PathPattern(pattern)
      return try FileSystem.walk(directory).filter(declared.matches)
    }
    let full = PathName.join(directory, pattern)
    guard let status = try FileSystem.status(full, followLinks: false) else { return [] }
    if status.kind == .directory {
      return try FileSystem.walk(full).map { PathName.join(pattern, $0) }
    }
    return [pattern]
  }
}
