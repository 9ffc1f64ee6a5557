import CPOSIX
import Glibc

/// The descriptors 0, 1 and 2, which every program and every library prints to unasked.
enum StandardDescriptors {
  /// Takes those that are closed, so that no file of an environment can get their numbers: the
  /// next line that anybody prints would be written over its pages.
  static func hold(opening path: String) throws(LMDBError) {
    guard rl_hold_standard_descriptors() == 0 else {
      throw LMDBError(code: errno, call: "open", path: path)
    }
  }
}
