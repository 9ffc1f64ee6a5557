/// The identifiers of batches, variants and revisions, and where runs of batches lie.
extension Identifier {
  /// Whether a text names a batch: `bYYYYMMDD-HHMM-<intent>-vNN`, with a day and a time that there
  /// are, and versions from 01.
  public static func isBatch(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 4, text.utf8.count <= 60, let last = parts.last else { return false }
    let intent = parts[2..<(parts.count - 1)]
    return parts[0].first == "b" && isNumber(parts[0].dropFirst(), digits: 8)
      && isDate(parts[0].dropFirst()) && isNumber(parts[1], digits: 4)
      && (Int(parts[1]) ?? 9_999) / 100 < 24 && (Int(parts[1]) ?? 99) % 100 < 60
      && last.first == "v" && isNumber(last.dropFirst(), digits: 2) && last != "v00"
      && intent.allSatisfy { isSlug(String($0)) }
  }

  /// Whether a text names a variant with its seed: `vr-<axis>-<value>-s<seed>`.
  public static func isVariant(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0] == "vr", !parts[1].isEmpty, !parts[2].isEmpty else {
      return false
    }
    return parts[1].allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber) }
      && parts[2].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") }
      && parts[3].first == "s" && parts[3].count > 1
      && parts[3].dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
  }

  /// Whether a text names a revision: `scn-v03` after `scn`, `cfg-v05` after `cfg`.
  public static func isRevision(_ text: String, of kind: String) -> Bool {
    text.hasPrefix("\(kind)-v") && isNumber(text.dropFirst(kind.count + 2), digits: 2)
  }

  /// Where the files of a run lie below the study's directory: under its batch and variant, where
  /// it has them.
  public static func directory(ofRun id: String) -> String {
    if isBatch(id) { return "batches/\(id)" }
    guard let dot = id.firstIndex(of: "."), isBatch(String(id[..<dot])) else { return id }
    return "batches/\(id[..<dot])/variants/\(id[id.index(after: dot)...])"
  }

  private static func isNumber(_ text: Substring, digits: Int) -> Bool {
    text.count == digits && text.allSatisfy { $0.isASCII && $0.isNumber }
  }

  private static func isDate(_ text: Substring) -> Bool {
    guard let number = Int(text) else { return false }
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100)
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (1...12).contains(month) && (1...lengths[month - 1]).contains(day)
  }
}
