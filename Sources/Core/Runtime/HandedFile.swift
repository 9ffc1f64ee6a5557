import Bytes
import Files
import Study

/// A file that a process is handed: digested when it is, and again when the process has ended.
///
/// No cache vouches for it. What lies where the process reads it is what is digested, a copy where
/// one was made, and what the system says of the file shows whether anybody wrote to it meanwhile.
struct HandedFile {
  let pin: FilePin
  let path: String
  /// What is said of a file that is not what it should be, before the digests.
  private let problem: String
  private let hint: String
  private let status: FileStatus

  /// Digests a file that is handed over, and refuses one that is not what the plan or the record
  /// says.
  init(
    _ pin: FilePin, at path: String, problem: String = "changed while the study ran",
    hint: String = "put it back, or amend the study and say why"
  ) throws {
    self.pin = pin
    self.path = path
    self.problem = problem
    self.hint = hint
    let file = try Descriptor.openRegular(path)
    status = try file.status()
    let digest = try FileDigest.of(file)
    guard digest == pin.digest else { throw Self.error(pin, problem, hint, digest) }
    guard try file.status() == status else {
      throw RuntimeError(
        .conflict, "'\(pin.path)' was written to while it was read",
        hint: "wait until it has been written")
    }
  }

  /// What became of the file since it was handed over; nil when it is what it was.
  ///
  /// Bytes that are the same by now do not say what was read in between.
  var change: String? {
    do {
      let file = try Descriptor.openRegular(path)
      let now = try file.status()
      let digest = try FileDigest.of(file)
      guard digest == pin.digest else {
        return Self.error(pin, "changed while the stage ran", hint, digest).message
      }
      guard now.isUntouched(since: status) else {
        return "'\(pin.path)' changed while the stage ran, and was put back"
      }
      return nil
    } catch {
      return "'\(pin.path)' cannot be read any more: \(error)"
    }
  }

  private static func error(
    _ pin: FilePin, _ problem: String, _ hint: String, _ digest: Digest
  ) -> RuntimeError {
    RuntimeError(
      .conflict,
      "'\(pin.path)' \(problem): it was \(pin.digest.hex) and is \(digest.hex)", hint: hint)
  }
}

/// The file of the program that a process executes, which nobody may write to meanwhile: of a
/// script the interpreter may read the rest only then.
struct HandedProgram {
  private let name: String
  private let path: String
  private let status: FileStatus?

  /// The program at a path, as a stage names it.
  init(_ name: String, at path: String) {
    self.name = name
    self.path = path
    status = (try? FileSystem.status(path)) ?? nil
  }

  /// What became of the file; nil when nobody has written to it.
  ///
  /// Another file in its place is no change: the process goes on with the one that it has.
  var change: String? {
    guard let status, let now = (try? FileSystem.status(path)) ?? nil,
      now.isSameFile(as: status), !now.isUntouched(since: status)
    else { return nil }
    return "the program '\(name)' was written to while the stage ran"
  }
}

extension FileStatus {
  /// Whether nobody has written to the file since: its times are as they were, but for what a
  /// change of its rights, its owner or the number of its names explains.
  func isUntouched(since before: FileStatus) -> Bool {
    guard isSameFile(as: before), size == before.size,
      modifiedNanoseconds == before.modifiedNanoseconds
    else { return false }
    return changedNanoseconds == before.changedNanoseconds || mode != before.mode
      || linkCount != before.linkCount || owner != before.owner || group != before.group
  }
}
