import Bytes
import Codecs
import Crypto

/// Replaces the names of people in what is exported.
///
/// The record itself keeps them.
struct Privacy {
  private let salt: [UInt8]
  private let names: [String]

  /// Names for one export: the salt is another one in each, so that exports cannot be joined.
  init(secret: String, export: Int, names: [String]) {
    salt = SHA256.hash(Array("town/privacy\0\(secret)\0\(export)".utf8)).bytes
    self.names = names
  }

  /// What stands for a name: HMAC-SHA-256 (RFC 2104) under the export's salt, its first 12 digits.
  func alias(_ name: String) -> String {
    func keyed(_ pad: UInt8, _ text: [UInt8]) -> [UInt8] {
      let key = (salt + [UInt8](repeating: 0, count: 64 - salt.count)).map { $0 ^ pad }
      return SHA256.hash(key + text).bytes
    }
    let digest = keyed(0x5c, keyed(0x36, Array(name.utf8)))
    var hex = ""
    for byte in digest.prefix(6) {
      hex += String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
    return "p-\(hex)"
  }

  /// A value in which every name, also as a key or within a sentence, is replaced.
  func hide(_ value: Value) -> Value {
    switch value {
    case .text(let text): return .text(hide(text))
    case .array(let elements): return .array(elements.map { hide($0) })
    case .map(let map):
      var hidden = ValueMap()
      for (key, member) in map { hidden[names.contains(key) ? alias(key) : key] = hide(member) }
      return .map(hidden)
    default: return value
    }
  }

  private func hide(_ text: String) -> String {
    if names.contains(text) { return alias(text) }
    guard text.contains(" ") else { return text }
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    return words.map { names.contains($0) ? alias($0) : $0 }.joined(separator: " ")
  }
}
