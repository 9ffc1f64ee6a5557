import Bytes
import Codecs
import Crypto
import Files
import StageKit

/// Holds a manifest against the files that it pins and the run that it is for.
struct ManifestValidator {
  let fields: StageFields
  let context: TrialContext
  /// The directory that holds the snapshot's `inputs/`.
  let snapshot: String

  /// Validates the bytes of a manifest; every problem is one row, and nothing is thrown.
  ///
  /// A manifest that cannot be read has one row only: there is nothing else to look at.
  static func checks(
    _ bytes: [UInt8]?, _ context: TrialContext, snapshot: String
  ) -> [ManifestCheck] {
    var read: StageFields?
    let first = ManifestCheck("readable") { () throws(StageError) in
      guard let bytes else {
        throw .invalid("there is no manifest.json; initialise the run again")
      }
      read = try StageFields(parsed(bytes), "manifest.json")
      return "manifest.json is a JSON object"
    }
    guard let fields = read else { return [first] }
    let validator = ManifestValidator(fields: fields, context: context, snapshot: snapshot)
    return [first] + validator.checks
  }

  private static func parsed(_ bytes: [UInt8]) throws(StageError) -> Value {
    do throws(JSONError) {
      return try JSON.decode(bytes)
    } catch {
      throw .invalid("manifest.json is \(error.description); initialise the run again")
    }
  }

  private var checks: [ManifestCheck] {
    [
      ManifestCheck("manifest_version", formatVersion),
      ManifestCheck("run", identity),
      ManifestCheck("pins.harness_version", harness),
    ]
      + RubricSet.names.map { name in
        ManifestCheck("pins.evaluator_versions.\(name)") { () throws(StageError) in
          try evaluator(name)
        }
      } + [
        ManifestCheck("pins.evaluator_versions", onlyKnownEvaluators),
        ManifestCheck("pins.tool_permission_set", permissions),
        ManifestCheck("variant", variant),
        ManifestCheck("task", task),
        ManifestCheck("task.files", taskFiles),
        ManifestCheck("task.specification", specification),
        ManifestCheck("inputs.snapshot", snapshotPresent),
        ManifestCheck("inputs.files", snapshotFiles),
        ManifestCheck("pairing", pairing),
        ManifestCheck("metadata", metadata),
        ManifestCheck("execution", notExecuted),
        ManifestCheck("immutability", notLocked),
      ]
  }

  /// The members of an object within the manifest.
  func members(_ name: String) throws(StageError) -> StageFields {
    try require(fields.has(name), "manifest.json has no '\(name)'")
    return try fields.object(name)
  }

  /// Holds a file of the study against the digest that the manifest gives for it.
  func hold(_ file: String, to hash: String, what: String) throws(StageError) {
    let wanted = try require(
      PinnedVersion.digest(hash),
      "\(what): '\(hash)' is no hash; write sha256: and 64 hexadecimal digits")
    try require(
      !PathName.escapes(file, base: "."), "\(what): '\(file)' leads out of the study's directory")
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try FileSystem.readFile(PathName.join(context.studyDirectory, file))
    } catch {
      let reason = error.isNotFound ? "is not there" : "cannot be read: \(error.reason)"
      throw .invalid("\(what): '\(file)' \(reason); restore it or amend the study")
    }
    try require(
      SHA256.hash(bytes).hex == wanted,
      "\(what): '\(file)' is not what was pinned; restore it or amend the study")
  }
}

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
  var problems: [ManifestCheck] { filter { !$0.isMet } }

  /// The content of `validation.json`.
  var value: Value {
    [
      "errors": .count(problems.count), "checks": .array(map(\.value)),
    ]
  }
}
