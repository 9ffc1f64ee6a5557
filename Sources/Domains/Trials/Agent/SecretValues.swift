import Files
import StageKit

/// Values that an agent is given and that must not get into anything that is kept.
struct SecretValues: Sendable {
  /// Shorter values are words that could stand anywhere.
  static let lengthMin = 6

  private let values: [(name: String, bytes: [UInt8])]

  /// Takes values with the names of their variables.
  init(_ values: [(String, String)]) {
    self.values = values.map { ($0.0, Array($0.1.utf8)) }.filter { $0.1.count >= Self.lengthMin }
  }

  /// Writes `[NAME]` over every value in some files.
  func redact(_ paths: [String]) throws(StageError) {
    guard !values.isEmpty else { return }
    for path in paths {
      let bytes = try StageFiles.read(path)
      let redacted = redacted(bytes)
      if redacted != bytes { try StageFiles.write(path, redacted) }
    }
  }

  /// Bytes with `[NAME]` in the place of every value.
  func redacted(_ bytes: [UInt8]) -> [UInt8] {
    values.reduce(bytes) { bytes, secret in
      var found: [UInt8] = []
      var place = 0
      while place < bytes.count {
        if bytes[place...].starts(with: secret.bytes) {
          found += Array("[\(secret.name)]".utf8)
          place += secret.bytes.count
        } else {
          found.append(bytes[place])
          place += 1
        }
      }
      return found
    }
  }
}
