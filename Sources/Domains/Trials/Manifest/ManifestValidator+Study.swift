import Codecs
import Files
import StageKit

// What is compared, on which task, from which inputs.
extension ManifestValidator {
  func variant() throws(StageError) -> String {
    let variant = try members("variant")
    let id = try variant.text("variant_id")
    try require(
      id == context.variant?.id,
      "\(variant.place): '\(id)' is not the run's variant; initialise the run again")
    try require(
      !variant.text("paradigm").isEmpty, "\(variant.place) has no 'paradigm'; name it in the study")
    let file = try variant.text("specification_file")
    try hold(file, to: variant.text("specification_hash"), what: variant.place)
    return "'\(file)' is what was pinned"
  }

  func task() throws(StageError) -> String {
    let task = try members("task")
    let id = try task.text("task_id")
    guard let design = context.task, id == design.id else {
      throw .invalid("\(task.place): '\(id)' is not the run's task; initialise the run again")
    }
    try require(
      task.has("specification_hash"),
      "\(task.place) has no 'specification_hash'; register the task's spec.json")
    let file = try task.text("specification_file")
    try hold(file, to: task.text("specification_hash"), what: task.place)
    let seed = try task.integer("seed")
    try require(
      Int64(seed) == design.seed, "\(task.place): seed \(seed) is not the study's \(design.seed)")
    let limit = try task.number("timeout_seconds")
    try require(
      limit > 0 && limit == design.timeoutSeconds,
      "\(task.place): \(limit) s is not the study's limit of \(design.timeoutSeconds) s")
    return "'\(file)' is what was pinned"
  }

  func taskFiles() throws(StageError) -> String {
    guard let task = context.task, !task.files.isEmpty else {
      throw .invalid("no file of the task is registered; register the study again")
    }
    for file in task.files {
      try hold(file.path, to: "sha256:\(file.digest)", what: "task \(task.id)")
    }
    return "\(task.files.count) files are what was registered"
  }

  /// The specification can be judged: everything it names is known before anything is spent.
  func specification() throws(StageError) -> String {
    guard let task = context.task, let design = context.paired else {
      throw .invalid("the run has no task")
    }
    let specification = try task.specification()
    let rubrics = try RubricSet(design.evaluators)
    try require(
      specification.seed == task.seed && specification.timeoutSeconds == task.timeoutSeconds,
      "\(task.id): seed and limit of spec.json are \(specification.seed) and "
        + "\(specification.timeoutSeconds) s, and the study says \(task.seed) and "
        + "\(task.timeoutSeconds) s; make them the same")
    try require(!specification.criteria.isEmpty, "\(task.id) names no success criterion")
    for criterion in specification.criteria {
      _ = try Criterion.named(criterion, rubrics.success)
    }
    for constraint in specification.constraints {
      let kind = try ConstraintKind.named(constraint.kind, of: constraint.id, rubrics.adherence)
      _ = try kind.fields(constraint)
    }
    return "\(specification.criteria.count) criteria and \(specification.constraints.count) "
      + "constraints, all known"
  }

  func snapshotPresent() throws(StageError) -> String {
    let inputs = try members("inputs")
    let path = try inputs.text("snapshot_path")
    let wanted = try context.task.map { (task) throws(StageError) in
      try task.specification().files
    }
    try require(
      FileSystem.exists(PathName.join(snapshot, path)) || wanted?.isEmpty == true,
      "\(inputs.place): there is no snapshot at '\(path)'; initialise the run again")
    return "the snapshot is at '\(path)'"
  }

  /// The snapshot is what the manifest says, and what the task's specification wants.
  func snapshotFiles() throws(StageError) -> String {
    let inputs = try members("inputs")
    let found = try ObservedFiles(
      snapshot, folder: inputs.text("snapshot_path"), as: "inputs")
    var listed: [String] = []
    for file in try inputs.list("files", { (file) throws(StageError) in file }) {
      let path = try file.text("path")
      listed.append(path)
      let digest = try require(
        PinnedVersion.digest(try file.text("hash")),
        "\(file.place): 'hash' is none; initialise the run again")
      let actual = try require(
        found.digest(path), "\(inputs.place): '\(path)' is not there; initialise the run again")
      let size = try file.integer("size_bytes")
      try require(
        actual == digest && found.size(path) == size,
        "\(inputs.place): '\(path)' is not what was pinned; initialise the run again")
    }
    try require(
      listed.firstRepeated == nil && Set(listed) == Set(found.paths),
      "\(inputs.place): the snapshot has other files than listed; initialise it again")
    try demandSpecified(found, inputs.place)
    return "\(listed.count) files are what was pinned"
  }

  private func demandSpecified(_ found: ObservedFiles, _ place: String) throws(StageError) {
    guard let task = context.task else { return }
    let files = try task.specification().files
    for file in files where found.digest(file.snapshotPath) != file.digest {
      throw .invalid("\(place): '\(file.snapshotPath)' is not what \(task.id) gives to its agents")
    }
    try require(
      found.paths.count == files.count,
      "\(place): the snapshot has files that \(task.id) does not give to its agents")
  }
}
