import Files
import Study

/// Where an attempt works and where what it reports is kept.
struct AttemptPaths {
  /// The directory of the attempt, relative to the ledger's parent.
  let relative: String
  /// The process's working directory.
  let work: String
  /// Lock, events, context, stdout and stderr.
  let meta: String

  /// The paths of an attempt.
  ///
  /// A stage that continues keeps the directory of its first attempt.
  init(_ id: AttemptID, stage: StagePlan, root: String) {
    let base = Self.base(of: id)
    let number = Self.digits(stage.continues ? 1 : id.attempt)
    if let directory = stage.workingDirectory {
      relative = directory
      work = PathName.normalize(PathName.join(root, directory))
    } else {
      relative = "\(base)/\(number)"
      work = PathName.join(root, relative)
    }
    meta = PathName.join(root, Self.meta(of: id))
  }

  /// The directory of a unit's attempts, relative to the ledger's parent.
  private static func base(of id: AttemptID) -> String {
    let unit = id.unit.isEmpty ? "_" : safe(id.unit)
    return "runs/\(id.study)/\(Identifier.directory(ofRun: id.run))/attempts/\(id.stage)/\(unit)"
  }

  /// The directory of what is kept about an attempt, relative to the ledger's parent.
  static func meta(of id: AttemptID) -> String {
    "\(base(of: id))/\(digits(id.attempt)).meta"
  }

  /// The file whose lock every descendant holds.
  var lock: String { PathName.join(meta, "lock") }
  /// The file that the stage appends its events to.
  var events: String { PathName.join(meta, "events.jsonl") }
  /// The file from which the stage reads what it is told; its answers go to one beside it.
  var control: String { PathName.join(meta, "control.jsonl") }
  /// The file that the runner touches while it looks after the attempt.
  var pulse: String { PathName.join(meta, "pulse") }
  /// Standard output.
  var stdout: String { PathName.join(meta, "stdout.log") }
  /// Standard error.
  var stderr: String { PathName.join(meta, "stderr.log") }
  /// Parameters, inputs and outputs as one JSON file.
  var context: String { PathName.join(meta, "context.json") }

  /// When anything was last written of the attempt, in nanoseconds since 1970; nil for never.
  var lastSign: Int64? {
    [pulse, events, stdout, stderr, control]
      .compactMap { try? FileSystem.status($0, followLinks: false)?.modifiedNanoseconds }.max()
  }

  /// A unit's key as a file name: other bytes than letters, digits and `=,._-` as `%XX`.
  static func safe(_ key: String) -> String {
    var text = ""
    for byte in key.utf8 {
      let character = Character(UnicodeScalar(byte))
      if character.isASCII, character.isLetter || character.isNumber || "=,._-".contains(character)
      {
        text.append(character)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        text += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return text
  }

  private static func digits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
