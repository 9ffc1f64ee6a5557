import Codecs
import Files
import StageKit

/// A file that only grows, written in pieces of some size.
final class LineFile {
  let path: String
  private(set) var size: Int
  private var pending: [UInt8] = []
  private let file: Descriptor

  /// Opens a file at a size, which cuts off what was written after it; 0 begins anew.
  init(_ path: String, at size: Int) throws(StageError) {
    self.path = path
    self.size = size
    do throws(FileError) {
      try FileSystem.makeDirectories(PathName.parent(path))
      file = try Descriptor.open(path, [.write, .create])
      try file.truncate(to: UInt64(size))
      try file.seek(to: UInt64(size))
    } catch {
      throw StageError(error)
    }
  }

  func line(_ text: String) throws(StageError) {
    pending.append(contentsOf: text.utf8)
    pending.append(UInt8(ascii: "\n"))
    size += text.utf8.count + 1
    if pending.count > 1 << 16 { try flush() }
  }

  func line(_ value: Value) throws(StageError) { try line(JSON.string(value)) }

  func flush() throws(StageError) {
    guard !pending.isEmpty else { return }
    do throws(FileError) { try file.write(pending) } catch { throw StageError(error) }
    pending.removeAll(keepingCapacity: true)
  }
}

/// The standard output, written at once.
enum Said {
  static func line(_ text: String) throws(StageError) {
    let out = Descriptor(taking: 1, path: "the standard output")
    var failure: FileError?
    do throws(FileError) { try out.write(Array((text + "\n").utf8)) } catch { failure = error }
    // The descriptor is the process's own and stays open.
    _ = out.take()
    if let failure { throw StageError(failure) }
  }
}

/// A file that others append to: whole lines, each read once.
final class ListenedFile {
  private let path: String
  private var offset = 0
  private var rest: [UInt8] = []
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)

  init(_ path: String) { self.path = path }

  /// The lines that have come since the last time; a file that is not there has none.
  func lines() -> [String] {
    guard let file = try? Descriptor.open(path, .read), (try? file.seek(to: UInt64(offset))) != nil
    else { return [] }
    while let count = try? file.read(into: &buffer), count > 0 {
      rest.append(contentsOf: buffer[..<count])
      offset += count
    }
    var lines: [String] = []
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(String(decoding: rest[..<end], as: UTF8.self))
      rest.removeSubrange(...end)
    }
    return lines
  }
}
