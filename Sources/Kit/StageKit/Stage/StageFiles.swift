import Bytes
public import Codecs
import Crypto
public import Files

/// Files as steps read and write them, with errors for whoever reads the stage's output.
public enum StageFiles {
  /// The largest file that is read whole, in bytes.
  public static let sizeMax = 1 << 26

  /// Does something with files; what the operating system refuses is the step's error.
  public static func attempt<Result>(
    _ body: () throws(FileError) -> Result
  ) throws(StageError) -> Result {
    do throws(FileError) { return try body() } catch { throw StageError(error) }
  }

  /// The bytes of a file; larger than `limit` is an error.
  public static func read(_ path: String, limit: Int = sizeMax) throws(StageError) -> [UInt8] {
    try attempt { () throws(FileError) in try FileSystem.readFile(path, limit: limit) }
  }

  /// The value that a file holds as JSON.
  public static func readJSON(_ path: String, limit: Int = sizeMax) throws(StageError) -> Value {
    try parseJSON(read(path, limit: limit), "'\(path)'")
  }

  /// The value that bytes hold as JSON; `place` is what messages call them.
  public static func parseJSON(_ bytes: [UInt8], _ place: String) throws(StageError) -> Value {
    do throws(JSONError) {
      return try JSON.decode(bytes)
    } catch {
      throw .invalid("\(place) is \(error.description)")
    }
  }

  /// The members of the object that a file holds.
  public static func readFields(_ path: String) throws(StageError) -> StageFields {
    try StageFields(readJSON(path), "'\(path)'")
  }

  /// Writes a file anew, with the directories above it.
  ///
  /// Not durable until the attempt ends: an attempt that was cut short is done again from nothing.
  public static func write(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o644)
    throws(StageError)
  {
    try attempt { () throws(FileError) in
      let file = try open(path, mode)
      try file.write(bytes)
      try file.close()
    }
  }

  /// The SHA-256 of a file in lower-case hexadecimal.
  public static func digest(_ path: String) throws(StageError) -> String {
    SHA256.hash(try read(path)).hex
  }

  /// The SHA-256 of a file of up to a gibibyte, which is held in memory meanwhile.
  public static func digest(large path: String) throws(StageError) -> String {
    SHA256.hash(try read(path, limit: 1 << 30)).hex
  }

  /// Regular files and links below a directory, sorted; a directory that is absent has none.
  public static func walk(_ directory: String) throws(StageError) -> [String] {
    do throws(FileError) {
      return try FileSystem.walk(directory)
    } catch {
      if error.isNotFound { return [] }
      throw StageError(error)
    }
  }

  /// Opens a file anew to be written piece by piece, with the directories above it.
  public static func create(_ path: String) throws(StageError) -> Descriptor {
    do throws(FileError) {
      return try open(path, 0o644)
    } catch {
      throw StageError(error)
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
