import Codecs
import StageKit

/// One thing that was looked at, and what was found.
struct ManifestCheck: Sendable, Equatable {
  let name: String
  let isMet: Bool
  /// What, where, and where it is not met, the remedy.
  let detail: String

  /// Does a check; whatever it throws is what it found.
  init(_ name: String, _ check: () throws(StageError) -> String) {
    self.name = name
    do throws(StageError) {
      detail = try check()
      isMet = true
    } catch {
      detail = error.message
      isMet = false
    }
  }

  /// The check as `validation.json` has it.
  var value: Value { ["name": .text(name), "ok": .bool(isMet), "detail": .text(detail)] }
}

extension [ManifestCheck] {
  /// The checks that are not met.
  var problems: [ManifestCheck] { filter { !$0.isMet } }

  /// The content of `validation.json`.
  var value: Value {
    [
      "errors": .count(problems.count), "checks": .array(map(\.value)),
    ]
  }
}
