import Files

/// Who runs the program, and where.
enum Account {
  /// The account's name as the environment tells it.
  static func name(_ environment: [String: String]) -> String {
    for variable in ["USER", "LOGNAME"] {
      if let name = environment[variable], !name.isEmpty { return name }
    }
    return "admin"
  }

  /// The machine's name.
  static func host() -> String {
    let bytes = (try? FileSystem.readFile("/proc/sys/kernel/hostname", limit: 256)) ?? []
    let name = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    return name.isEmpty ? "localhost" : name
  }

  /// The number of a group that is given by its name or its number.
  ///
  /// Read from the file, because the C library's lookup does not work in a static program.
  static func group(_ name: String) throws -> UInt32 {
    if let number = UInt32(name) { return number }
    let table = String(decoding: try FileSystem.readFile("/etc/group"), as: UTF8.self)
    for line in table.split(separator: "\n") {
      let fields = line.split(separator: ":", omittingEmptySubsequences: false)
      if fields.count >= 3, fields[0] == name, let number = UInt32(fields[2]) { return number }
    }
    throw Failure.notFound("there is no group '\(name)' in /etc/group", hint: "give its number")
  }
}
