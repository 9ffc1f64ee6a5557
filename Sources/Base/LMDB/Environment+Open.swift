import CLMDB
import Glibc

extension Environment {
  /// Opens the environment at a path, making it first unless it is to be read only or has to exist.
  ///
  /// The file's two meta pages and its length are checked before LMDB maps it, because reading a
  /// map beyond the end of its file ends the process. Readers that died without leaving are cleared
  /// away.
  ///
  /// - Throws: an `LMDBError` that `isAlreadyOpen` when this process has the file open, `isCorrupt`
  ///   when it is damaged or something else, `isVersionMismatch` when its format is not known.
  public static func open(
    _ path: String, _ options: Options = Options()
  ) throws(LMDBError) -> Environment {
    guard options.isReadOnly || !options.isLockFree else {
      throw LMDBError(
        code: EINVAL, call: "open", detail: "cannot open '\(path)': a writer needs the lock file")
    }
    try StandardDescriptors.hold(opening: path)
    try makeDirectory(path, options)
    let dataPath = options.layout == .directory ? path + "/data.mdb" : path
    let opened = try Registry.claim(dataPath) { () throws(LMDBError) in
      try DataFile.check(
        dataPath, extends: !options.isReadOnly,
        creates: options.createsFile && !options.isReadOnly)
      if options.isLockFree { return try openHandle(path, options) }
      return try OpeningTurn.take(beside: dataPath) { () throws(LMDBError) in
        try LockFile.reserve(path, options)
        return try openHandle(path, options)
      }
    }
    let environment = Environment(opened, path: path, dataPath: dataPath, options: options)
    if !options.isLockFree { try environment.clearDeadReaders() }
    return environment
  }

  /// The smallest map that is asked for where there is little address space, in bytes.
  private static let mapSizeMin = 64 << 20

  /// Opens with a map as large as there is address space for: it grows with the log.
  private static func openHandle(
    _ path: String, _ options: Options
  ) throws(LMDBError) -> OpenedHandle {
    var options = options
    while true {
      do throws(LMDBError) { return try OpenedHandle(path, options) } catch {
        guard error.code == ENOMEM, options.mapSize / 4 >= mapSizeMin else { throw error }
        options.mapSize /= 4
      }
    }
  }

  private static func makeDirectory(_ path: String, _ options: Options) throws(LMDBError) {
    guard options.layout == .directory, options.createsDirectory, !options.isReadOnly else {
      return
    }
    // Whoever may read files of this mode may also search the directory.
    let mode = options.mode | (options.mode & 0o444) >> 2
    guard unsafe mkdir(path, mode) != 0, errno != EEXIST else { return }
    throw LMDBError(code: errno, call: "mkdir", path: path)
  }
}

/// A handle fresh from LMDB, and the file it opened.
@safe struct OpenedHandle {
  let pointer: OpaquePointer
  let identity: Registry.Identity

  init(_ path: String, _ options: Environment.Options) throws(LMDBError) {
    var created: OpaquePointer?
    try unsafe Self.check(Calls.environmentCreate(&created), .environmentCreate, path)
    guard let pointer = unsafe created else {
      throw LMDBError(code: ENOMEM, call: .environmentCreate, path: path)
    }
    do throws(LMDBError) {
      try unsafe Self.check(Calls.setMapSize(pointer, options.mapSize), .setMapSize, path)
      try unsafe Self.check(Calls.setMaxReaders(pointer, options.maxReaders), .setMaxReaders, path)
      try unsafe Self.check(Calls.setMaxTables(pointer, options.maxTables), .setMaxTables, path)
      try unsafe Self.check(
        Calls.environmentOpen(pointer, path, Self.flags(options), options.mode),
        .environmentOpen, path)
      guard let identity = unsafe Registry.Identity(descriptor: Calls.descriptor(pointer)) else {
        throw LMDBError(code: errno, call: "fstat", path: path)
      }
      self.identity = identity
    } catch {
      unsafe Calls.environmentClose(pointer)
      throw error
    }
    unsafe self.pointer = pointer
  }

  private static func flags(_ options: Environment.Options) -> UInt32 {
    // Read transactions belong to their object and not to their thread.
    var flags = MDB_NOTLS
    if options.layout == .file { flags |= MDB_NOSUBDIR }
    if options.isReadOnly { flags |= MDB_RDONLY }
    if options.isLockFree { flags |= MDB_NOLOCK }
    if options.isReadAheadOff { flags |= MDB_NORDAHEAD }
    return UInt32(flags)
  }

  private static func check(_ code: Int32, _ call: Call, _ path: String) throws(LMDBError) {
    guard code != MDB_SUCCESS else { return }
    throw LMDBError(code: code, call: call, path: path)
  }
}

extension LMDBError {
  /// The error of opening something at a path.
  init(code: Int32, call: Call, path: String) {
    self.init(code: code, call: call.rawValue, path: path)
  }

  /// The error of opening something at a path.
  init(code: Int32, call: String, path: String) {
    self.init(
      code: code, call: call, detail: "cannot open '\(path)': \(Self.message(for: code))")
  }
}
