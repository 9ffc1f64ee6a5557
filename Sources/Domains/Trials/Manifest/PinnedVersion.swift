/// Versions that name one thing for ever.
enum PinnedVersion {
  /// What is wrong with a version, or nil where it is exact: two or three numbers with dots.
  static func problem(_ version: String) -> String? {
    if version.isEmpty { return "is empty" }
    let parts = version.split(separator: ".", omittingEmptySubsequences: false)
    let isExact =
      (2...3).contains(parts.count)
      && parts.allSatisfy { part in
        !part.isEmpty && part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }
      }
    return isExact ? nil : "'\(version)' floats: write an exact version such as 1.0.0"
  }

  /// What is wrong with a pin of the harness, or nil where it is a digest or a commit.
  static func problem(ofHarness version: String) -> String? {
    let digits = version.hasPrefix("sha256:") ? version.dropFirst(7) : version[...]
    let wanted = version.hasPrefix("sha256:") ? [64] : [40, 64]
    if wanted.contains(digits.utf8.count), digits.utf8.allSatisfy(isHex) { return nil }
    return "'\(version)' floats: it must be a commit or the digest of a program"
  }

  /// The hexadecimal digits of a digest written as `sha256:...`, or nil for anything else.
  static func digest(_ text: String) -> String? {
    guard text.hasPrefix("sha256:") else { return nil }
    let digits = text.dropFirst(7)
    return digits.utf8.count == 64 && digits.utf8.allSatisfy(isHex) ? String(digits) : nil
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: false
    }
  }
}
