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
  /// Whatever cannot be read is a problem of the attempt; an error is one of the ledger. Without
  /// blobs nothing is kept, and only digests are taken. `former` is what was there before.
  init(
    of stage: StagePlan, in directory: String, blobs: BlobStore?, former: FormerOutputs? = nil
  ) throws {
    var seen: Set<[UInt8]> = []
    for output in stage.outputs {
      let found: (files: [String], refused: [String])
      do throws(FileError) {
        found = try Self.find(output.path, in: directory)
      } catch {
        problems.append("output '\(output.path)' cannot be read: \(error.reason)")
        continue
      }
      problems += found.refused
      if found.files.isEmpty, found.refused.isEmpty, !output.isOptional {
        let full = PathName.join(directory, output.path)
        let isDirectory = try FileSystem.status(full, followLinks: false)?.kind == .directory
        let problem = isDirectory ? "is a directory without a file in it" : "is missing"
        problems.append("output '\(output.path)' \(problem)")
      }
      for path in found.files where seen.insert(Array(path.utf8)).inserted {
        guard former?.isUnchanged(path) != true else {
          problems.append("output '\(path)' was there before, and was not written")
          continue
        }
        try take(path, keep: output.keep, directory, blobs)
      }
    }
    records.sort { Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8)) }
  }

  private mutating func take(
    _ path: String, keep: Bool, _ directory: String, _ blobs: BlobStore?
  ) throws {
    let full = PathName.join(directory, path)
    guard let real = try? FileSystem.realPath(full), let base = try? Self.boundary(of: directory)
    else {
      problems.append("output '\(path)' is a link to nothing")
      return
    }
    guard !PathName.escapes(real, base: base) else {
      problems.append("output '\(path)' is a link out of its directory, to '\(real)'")
      return
    }
    let size: UInt64
    do throws(FileError) {
      size = try Descriptor.openRegular(real).status().size
    } catch {
      let isOther = error.isNotRegularFile
      problems.append(
        "output '\(path)' "
          + (isOther ? "is not a regular file" : "cannot be read: \(error.reason)"))
      return
    }
    if keep, let blobs {
      let (digest, size) = try blobs.put(file: real)
      records.append(OutputRecord(path: path, digest: digest, size: Int64(size), kept: true))
    } else {
      let digest = try FileDigest.of(real)
      records.append(OutputRecord(path: path, digest: digest, size: Int64(size), kept: false))
    }
  }

  /// The name without links of the directory in which an attempt works.
  ///
  /// Below `runs/` it is known whatever stands there, so that a directory which was replaced by a
  /// link does not make another one the place of its outputs.
  static func boundary(of directory: String) throws(FileError) -> String {
    if let held = FileSystem.heldPath(directory) { return held }
    return try FileSystem.realPath(directory)
  }

  /// Where an output lies, through links that stay in the directory; else the path as it is.
  static func place(of path: String, in directory: String) -> String {
    let full = PathName.join(directory, path)
    guard let base = try? boundary(of: directory), let real = try? FileSystem.realPath(full),
      !PathName.escapes(real, base: base)
    else { return full }
    return real
  }

  /// The files that a declared output stands for, and a sentence for everything that it stands for
  /// and that is none.
  static func find(
    _ pattern: String, in directory: String
  ) throws(FileError) -> (files: [String], refused: [String]) {
    let boundary = try boundary(of: directory)
    let isPattern = PathPattern.isPattern(pattern) || pattern.hasSuffix("/")
    let full = PathName.join(directory, pattern)
    var base = ""
    if !isPattern {
      guard let status = try FileSystem.status(full, followLinks: false) else { return ([], []) }
      guard status.kind == .directory else { return ([pattern], []) }
      base = pattern
    }
    let contents = try Contents(of: isPattern ? directory : full, within: boundary)
    func isMeant(_ path: String) -> Bool { !isPattern || PathPattern(pattern).matches(path) }
    let refused = contents.refused.filter { isMeant($0.path) }.map {
      "output '\(PathName.join(base, $0.path))' \($0.problem)"
    }
    return (contents.files.filter(isMeant).map { PathName.join(base, $0) }, refused)
  }
}

/// Outputs of a command that were there before it began, in a directory that is not its own.
struct FormerOutputs {
  private var found: [[UInt8]: FileStatus] = [:]

  /// Looks at what stands where a stage has to write.
  init(of stage: StagePlan, in directory: String) {
    for output in stage.outputs {
      for path in (try? Outputs.find(output.path, in: directory).files) ?? [] {
        found[Array(path.utf8)] = try? FileSystem.status(PathName.join(directory, path))
      }
    }
    self.directory = directory
  }

  private let directory: String

  /// Whether the very same file stands there, and nothing has touched it.
  func isUnchanged(_ path: String) -> Bool {
    guard let before = found[Array(path.utf8)] else { return false }
    return (try? FileSystem.status(PathName.join(directory, path))) == before
  }
}
