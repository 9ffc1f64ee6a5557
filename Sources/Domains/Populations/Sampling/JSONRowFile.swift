import Codecs
import Files
import StageKit

/// A JSON file with one long list, which is written one element a line and read without holding the
/// whole file as a tree.
enum JSONRowFile {
  /// The largest file, in bytes.
  static let sizeMax = 1 << 30

  /// The elements of the list `list`, and the other members.
  ///
  /// A file that is laid out in another way is read as any JSON.
  static func read(
    _ path: String, as name: String, list: String
  ) throws(StageError) -> (rows: [Value], rest: ValueMap) {
    let bytes = try StageFiles.read(path, limit: sizeMax)
    let whole: Value
    do throws(JSONError) {
      if let lines = try readLines(bytes, list) { return lines }
      whole = try JSON.decode(bytes)
    } catch {
      throw .invalid("'\(name)' is \(error.description)")
    }
    guard var rest = whole.asMap, let rows = rest[list]?.asArray else {
      throw .invalid("'\(name)' has no list '\(list)'")
    }
    rest[list] = nil
    return (rows, rest)
  }

  private static func readLines(
    _ bytes: [UInt8], _ list: String
  ) throws(JSONError) -> (rows: [Value], rest: ValueMap)? {
    let head = Array("{\"\(list)\":[\n".utf8)
    guard bytes.starts(with: head) else { return nil }
    var rows: [Value] = []
    var start = head.count
    while let end = bytes[start...].firstIndex(of: 10) {
      if bytes[start] == UInt8(ascii: "]") { break }
      let stop = end > start && bytes[end - 1] == UInt8(ascii: ",") ? end - 1 : end
      rows.append(try JSON.decode(Array(bytes[start..<stop])))
      start = end + 1
    }
    // Behind the list: `],"meta":{...}}`, of which an object remains.
    guard start + 1 < bytes.count, bytes[start] == UInt8(ascii: "]"),
      bytes[start + 1] == UInt8(ascii: ",")
    else { return nil }
    let tail = try JSON.decode([UInt8(ascii: "{")] + bytes[(start + 2)...])
    guard let rest = tail.asMap else { return nil }
    return (rows, rest)
  }
}
