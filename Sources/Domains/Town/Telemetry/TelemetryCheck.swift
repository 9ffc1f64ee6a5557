import Codecs
import StageKit

/// Whether a payload holds what its version promises, and whether a client of this version may use
/// it.
struct TelemetryCheck {
  /// What each version added.
  static let versions: [(version: String, keys: [String])] = [
    ("0.2.0", ["jobs", "economy", "employment"]),
    ("0.3.0", ["jobs", "economy", "employment", "conflict"]),
  ]
  static let employmentKeys = [
    "pending", "pending_count", "exits_today", "daily_exit_cap", "queue_limit", "review_window",
  ]
  static let jobKeys = [
    "job_id", "on_shift", "wallet", "shift_state", "attendance_ratio", "late_ticks_today",
    "wages_withheld",
  ]

  let version: String
  let missing: [String]

  /// Checks a payload against its own version, or against another that is named.
  init(_ payload: Value, schema: String?) throws(StageError) {
    let map = try require(payload.asMap, "the payload is no JSON object")
    let written = try require(map["schema_version"]?.asText, "the payload has no 'schema_version'")
    let version = schema ?? written
    let known = Self.versions.map(\.version)
    guard let entry = Self.versions.first(where: { $0.version == version }) else {
      throw .invalid(
        "schema '\(version)' is not known here",
        hint: "there are \(known.joined(separator: ", "))")
    }
    var missing = entry.keys.filter { map[$0]?.asMap == nil }
    if let employment = map["employment"]?.asMap {
      missing += Self.employmentKeys.filter { employment[$0] == nil }.map { "employment.\($0)" }
    }
    for (name, job) in map["jobs"]?.asMap ?? ValueMap() {
      missing += Self.jobKeys.filter { job.asMap?[$0] == nil }.map { "jobs.\(name).\($0)" }
    }
    (self.version, self.missing) = (version, missing)
  }

  /// How a client of this program stands to a shard of a version.
  enum Compatibility: Equatable {
    case same
    /// A later minor version: look, and change nothing.
    case warn(String)
    /// Another major version.
    case refuse(String)
  }

  /// Compares a shard's version with this program's.
  static func compatibility(of version: String) -> Compatibility {
    func parts(_ text: String) -> [Int]? {
      let parts = text.split(separator: ".", omittingEmptySubsequences: false).compactMap {
        Int($0)
      }
      return parts.count == 3 ? parts : nil
    }
    let own = TelemetrySnapshot.schemaVersion
    guard let theirs = parts(version), let ours = parts(own) else {
      return .refuse("the shard's schema '\(version)' is no version")
    }
    guard theirs[0] == ours[0] else {
      return .refuse("the shard reports schema \(version), this client knows \(own)")
    }
    guard theirs[1] > ours[1] else { return .same }
    return .warn(
      "the shard reports schema \(version), newer than \(own): upgrade before changing it")
  }
}
