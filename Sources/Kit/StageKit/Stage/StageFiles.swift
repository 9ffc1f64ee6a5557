import Bytes
import Codecs
import Crypto
import Files

/// Files as the steps of a trial read and write them.
enum TrialFiles {
  /// The largest file that is read whole, in bytes.
  static let sizeMax = 1 << 26

  static func read(_ path: String, limit: Int = sizeMax) throws(TrialError) -> [UInt8] {
    do throws(FileError) {
      return try FileSystem.readFile(path, limit: limit)
    } catch {
      throw TrialError(error)
    }
  }

  static func readJSON(_ path: String, limit: Int = sizeMax) throws(TrialError) -> Value {
    let bytes = try read(path, limit: limit)
    do throws(JSONError) {
      return try JSON.decode(bytes)
    } catch {
      throw TrialError(.invalid, "'\(path)' is \(error.description)")
    }
  }

  /// The members of the object that a file holds.
  static func readFields(_ path: String) throws(TrialError) -> TrialFields {
    try TrialFields(readJSON(path), "'\(path)'")
  }

  /// Writes a file anew, with the directories above it.
  ///
  /// Not durable until the attempt ends: an attempt that was cut short is done again from nothing.
  static func write(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o644) throws(TrialError) {
    do throws(FileError) {
      let file = try open(path, mode)
      try file.write(bytes)
      try file.close()
    } catch {
      throw TrialError(error)
    }
  }

  /// The SHA-256 of a file in lower-case hexadecimal.
  static func digest(_ path: String) throws(TrialError) -> String {
    SHA256.hash(try read(path)).hex
  }

  /// Regular files and links below a directory, sorted; a directory that is absent has none.
  static func walk(_ directory: String) throws(TrialError) -> [String] {
    do throws(FileError) {
      return try FileSystem.walk(directory)
    } catch {
      if error.isNotFound { return [] }
      throw TrialError(error)
    }
  }

  private static func open(_ path: String, _ mode: UInt32) throws(FileError) -> Descriptor {
    do throws(FileError) {
      return try Descriptor.open(path, [.write, .create, .truncate], mode: mode)
    } catch {
      guard error.isNotFound else { throw error }
      try FileSystem.makeDirectories(PathName.parent(path))
      return try Descriptor.open(path, [.write, .create, .truncate], mode: mode)
    }
  }
}
