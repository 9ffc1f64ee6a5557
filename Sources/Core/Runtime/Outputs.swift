import Bytes
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
    var files: [(file: Found, keep: Bool)] = []
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
          // What need not be written may be there from before: it is none of this attempt.
          if !output.isOptional {
            problems.append("output '\(path)' was there before, and was not written")
          }
          continue
        }
        if let file = look(path, in: directory) { files.append((file, output.keep)) }
      }
    }
    if let blobs, let problem = Self.shortage(files.filter(\.keep).map(\.file), blobs) {
      problems.append(problem)
      return
    }
    for (file, keep) in files { try take(file, into: keep ? blobs : nil) }
    records.sort { Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8)) }
  }

  /// A file that is to be taken in, as it was before anything of it was read.
  private struct Found {
    var path: String
    var real: String
    var status: FileStatus
  }

  /// Finds where an output lies, and what is wrong with it.
  private mutating func look(_ path: String, in directory: String) -> Found? {
    let full = PathName.join(directory, path)
    guard let real = try? FileSystem.realPath(full), let base = try? Self.boundary(of: directory)
    else {
      problems.append("output '\(path)' is a link to nothing")
      return nil
    }
    guard !PathName.escapes(real, base: base) else {
      problems.append("output '\(path)' is a link out of its directory, to '\(real)'")
      return nil
    }
    do throws(FileError) {
      return Found(path: path, real: real, status: try Descriptor.openRegular(real).status())
    } catch {
      let isOther = error.isNotRegularFile
      problems.append(
        "output '\(path)' "
          + (isOther ? "is not a regular file" : "cannot be read: \(error.reason)"))
      return nil
    }
  }

  /// What of the files does not fit into what the disk of the ledger has free, in a sentence.
  ///
  /// Holes count like bytes: who copies the ledger elsewhere has to have room for them.
  private static func shortage(_ files: [Found], _ blobs: BlobStore) -> String? {
    guard let free = blobs.shortage(for: files.map { ($0.real, $0.status.size) }),
      let largest = files.max(by: { $0.status.size < $1.status.size })
    else { return nil }
    let isOne = largest.status.size > free
    let size = isOne ? largest.status.size : files.reduce(0) { $0 + $1.status.size }
    return (isOne ? "output '\(largest.path)' takes " : "its outputs take ")
      + "\(ByteCount.rough(size)), and the disk of the ledger has \(ByteCount.rough(free)) free: "
      + remedy
  }

  private static let remedy = "free some space, write less, or declare it as 'digest'"

  /// Takes a file in; without blobs only its digest is taken.
  private mutating func take(_ file: Found, into blobs: BlobStore?) throws {
    do throws(FileError) {
      let taken: (digest: Digest, size: UInt64)
      if let blobs {
        taken = try blobs.take(file.real)
      } else {
        taken = (try FileDigest.of(file.real), file.status.size)
      }
      guard try FileSystem.status(file.real)?.isUntouched(since: file.status) == true else {
        problems.append("output '\(file.path)' was written to while it was taken in")
        return
      }
      records.append(
        OutputRecord(
          path: file.path, digest: taken.digest, size: Int64(taken.size), kept: blobs != nil))
    } catch {
      // Anything else is wrong with the ledger, and says nothing of the attempt.
      if error.isNoSpace {
        problems.append("output '\(file.path)' does not fit on the ledger's disk: \(Self.remedy)")
      } else if error.isTooLarge || error.path == file.real {
        problems.append("output '\(file.path)' cannot be taken in: \(error.reason)")
      } else {
        throw BlobStore.failure(error)
      }
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
