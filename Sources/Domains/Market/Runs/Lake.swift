import Bytes
import Codecs
import Crypto
import Files
import StageKit

/// The data of a pipeline: one directory that is written, and others that are read behind it.
///
/// Paths are relative to the root. A stage of a study writes into its own directory and reads the
/// outputs of others as layers; `run_all` has one root and no layers.
final class Lake {
  /// The directory that is written.
  let root: String
  /// Directories that are read where the root has no such file, the first before the second.
  let layers: [String]

  private var digests: [String: String] = [:]
  private var features: [String: FeatureTable] = [:]
  private var texts: [String: BarText] = [:]

  /// A lake over directories.
  init(root: String, layers: [String] = []) {
    self.root = root
    self.layers = layers
  }

  /// The place of a file that is there, or nil.
  func find(_ path: String) -> String? {
    ([root] + layers).map { PathName.join($0, path) }.first { FileSystem.exists($0) }
  }

  /// Whether a file is there.
  func has(_ path: String) -> Bool { find(path) != nil }

  /// The bytes of a file.
  func bytes(_ path: String) throws(StageError) -> [UInt8] {
    let place = try require(
      find(path), "'\(path)' is missing: the stage that writes it did not run")
    return try StageFiles.read(place, limit: Int(Int32.max))
  }

  /// A table.
  func table(_ path: String) throws(StageError) -> CellTable {
    try CellTable(bytes(path), path: path)
  }

  /// The members of an object.
  func fields(_ path: String) throws(StageError) -> StageFields {
    let bytes = try bytes(path)
    let value: Value
    do throws(JSONError) {
      value = try JSON.decode(bytes)
    } catch {
      throw .invalid("'\(path)' is \(error.description)")
    }
    return try StageFields(value, "'\(path)'")
  }

  /// The digest of a file's content.
  func digest(_ path: String) throws(StageError) -> String {
    if let known = digests[path] { return known }
    let digest = SHA256.hash(try bytes(path)).hex
    digests[path] = digest
    return digest
  }

  /// Writes a file and gives its digest.
  @discardableResult
  func write(_ path: String, _ bytes: [UInt8]) throws(StageError) -> String {
    let digest = SHA256.hash(bytes).hex
    try StageFiles.write(PathName.join(root, path), bytes)
    wrote(path, digest)
    return digest
  }

  /// Notes that a file of the root was written.
  func wrote(_ path: String, _ digest: String) {
    digests[path] = digest
    features[path] = nil
    texts[path] = nil
  }

  /// Removes a file of the root, if it is there.
  func remove(_ path: String) throws(StageError) {
    digests[path] = nil
    do throws(FileError) {
      try FileSystem.remove(PathName.join(root, path))
    } catch  where error.isNotFound {
    } catch {
      throw StageError(error)
    }
  }

  /// Removes a file or directory of the root with all that is in it.
  func removeTree(_ path: String) throws(StageError) {
    forget()
    do throws(FileError) {
      try FileSystem.removeTree(PathName.join(root, path))
    } catch  where error.isNotFound {
    } catch {
      throw StageError(error)
    }
  }

  /// Forgets what is known of files, after somebody else may have written.
  func forget() {
    digests = [:]
    features = [:]
    texts = [:]
  }

  /// Names in a directory of all layers, sorted and without duplicates; none where it is absent.
  func list(_ directory: String) throws(StageError) -> [String] {
    var names: [String] = []
    for layer in [root] + layers {
      do throws(FileError) {
        names += try FileSystem.list(PathName.join(layer, directory))
      } catch  where error.isNotFound {
      } catch {
        throw StageError(error)
      }
    }
    names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return names.indices.filter { $0 == 0 || names[$0] != names[$0 - 1] }.map { names[$0] }
  }

  /// The features of a symbol, read once.
  func features(_ path: String, symbol: String) throws(StageError) -> FeatureTable {
    if let known = features[path] { return known }
    let table = try FeatureTable(symbol: symbol, table(path))
    features[path] = table
    return table
  }

  /// What is written of a symbol's bars again and again, made once of the features at a path.
  func text(of table: FeatureTable, at path: String) -> BarText {
    if let known = texts[path] { return known }
    let text = BarText(table)
    texts[path] = text
    return text
  }

  /// Keeps features that were just written.
  func keep(_ table: FeatureTable, _ path: String) { features[path] = table }
}
