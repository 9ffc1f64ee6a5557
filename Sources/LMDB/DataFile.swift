enum DataFile {
  static func check(_ path: String, extends: Bool) throws(LMDBError) {}
}
