import Agents
import Codecs
import StageKit

// What says which version of everything the run is done with.
extension ManifestValidator {
  func formatVersion() throws(StageError) -> String {
    let version = try fields.text("manifest_version")
    try require(
      version == Manifest.version,
      "manifest.json: 'manifest_version' is '\(version)', and only \(Manifest.version) is known; "
        + "initialise the run again")
    return "version \(version)"
  }

  func identity() throws(StageError) -> String {
    for (name, wanted) in [("run_id", context.run), ("experiment_id", context.study)] {
      let found = try fields.text(name)
      try require(
        found == wanted,
        "manifest.json: '\(name)' is '\(found)' and not '\(wanted)'; it is another run's manifest")
    }
    // The stage's own manifest has no time, so that it is the same whenever it is made.
    let created = try fields.text("created_at", default: "")
    try require(
      created.isEmpty || RFC3339.parse(created) != nil, "manifest.json: 'created_at' is no time")
    return "it is the manifest of \(context.run)"
  }

  func harness() throws(StageError) -> String {
    let pins = try members("pins")
    for name in ["harness_repository", "harness_path"] { _ = try pins.text(name) }
    try require(
      pins.has("harness_version"),
      "manifest.json: pins has no 'harness_version'; record the program's digest or the commit")
    let version = try pins.text("harness_version")
    if let problem = PinnedVersion.problem(ofHarness: version) {
      throw .invalid("manifest.json: 'harness_version' \(problem)")
    }
    return version
  }

  func evaluator(_ name: String) throws(StageError) -> String {
    let pins = try evaluators()
    try require(
      pins.has(name), "\(pins.place): evaluator '\(name)' is not pinned; name it in the study")
    let pin = StageFields(place: "\(pins.place).\(name)", map: try pins.map(name))
    try require(pin.has("version"), "\(pin.place) has no 'version'; pin an exact one such as 1.0.0")
    let version = try pin.text("version")
    if let problem = PinnedVersion.problem(version) {
      throw .invalid("\(pin.place): 'version' \(problem)")
    }
    try require(pin.has("hash"), "\(pin.place) has no 'hash'; pin the digest of its module")
    try hold(pin.text("module"), to: pin.text("hash"), what: pin.place)
    let design = context.paired?.evaluators.first { $0.name == name }
    guard let design, Rubric.value(of: design).asMap == pin.map else {
      throw .invalid("\(pin.place) is not what the study pins; initialise the run again")
    }
    _ = try Rubric(design)
    return "\(version) of '\(design.module)'"
  }

  func onlyKnownEvaluators() throws(StageError) -> String {
    let pins = try evaluators()
    for name in pins.map.keys where !RubricSet.names.contains(name) {
      throw .invalid(
        "\(pins.place): there is no evaluator '\(name)'; there are "
          + RubricSet.names.joined(separator: ", "))
    }
    return "no others than the five are pinned"
  }

  func permissions() throws(StageError) -> String {
    let pins = try members("pins")
    try require(
      pins.has("tool_permission_set"),
      "manifest.json: pins has no 'tool_permission_set'; declare it in the study")
    let place = "\(pins.place): tool_permission_set"
    let fields = StageFields(place: place, map: try pins.map("tool_permission_set"))
    for name in [
      "file_operations", "allowed_paths", "forbidden_paths", "network_access", "subprocess_spawn",
    ] where !fields.has(name) {
      throw .invalid("\(place) has no '\(name)'; declare it in the study")
    }
    let set = try PermissionSet(fields.map)
    try require(
      !set.operations.isEmpty && !set.allowed.isEmpty,
      "\(place) permits nothing; name 'file_operations' and paths")
    for name in ["allowed_paths", "read_only_paths", "forbidden_paths"] {
      if try fields.texts(name).contains("") {
        throw .invalid("\(place): '\(name)' has an empty path")
      }
    }
    try require(
      context.paired?.permissions == fields.map,
      "\(place) is not the study's; initialise the run again")
    return "\(set.operations.map(\.rawValue).joined(separator: ", ")) on \(set.allowed.count) paths"
  }

  private func evaluators() throws(StageError) -> StageFields {
    let pins = try members("pins")
    try require(
      pins.has("evaluator_versions"),
      "manifest.json: pins has no 'evaluator_versions'; pin the five in the study")
    return StageFields(
      place: "manifest.json: pins.evaluator_versions", map: try pins.map("evaluator_versions"))
  }
}
