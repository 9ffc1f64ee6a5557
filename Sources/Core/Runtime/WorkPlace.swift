import Files

/// The directory in which an attempt works, as it was when its process began.
struct WorkPlace {
  private let path: String
  private let status: FileStatus

  /// Looks at a directory before a process is started in it.
  init(_ path: String) throws {
    self.path = path
    guard let status = try FileSystem.status(path), status.kind == .directory else {
      throw RuntimeError(.notFound, "there is no directory '\(path)'")
    }
    self.status = status
  }

  /// What became of the directory; nil when it is the one that it was.
  ///
  /// What stands in its place was not made by us, and nothing in it is an output.
  var problem: String? {
    do throws(FileError) {
      guard let now = try FileSystem.status(path) else {
        return "it removed its own directory, and with it what it wrote"
      }
      return now.isSameFile(as: status)
        ? nil : "it replaced its own directory, so what it wrote there is not looked at"
    } catch {
      return error.isLinkOnTheWay
        ? "it put a link in the place of its own directory or of one above, and what lies behind "
          + "it is not looked at"
        : "its directory cannot be looked at any more: \(error.reason)"
    }
  }
}
