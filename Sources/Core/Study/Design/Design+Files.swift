public import Codecs

/// The files that a design names, and how they are looked at when a study is registered.
extension Design {
  /// Every file that it names.
  public var files: [FilePin] {
    (paired?.tasks ?? []).flatMap(\.files.files) + (paired?.variants ?? []).map(\.file)
  }

  /// The files that a run with an assignment may read: of its variant and task, or of all where it
  /// is assigned to none.
  public func files(of assignment: Assignment) -> [FilePin] {
    let variants = (paired?.variants ?? []).filter {
      assignment.variant == nil || assignment.variant == $0.name
    }
    let tasks = (paired?.tasks ?? []).filter {
      assignment.task == nil || assignment.task == $0.name
    }
    return variants.map(\.file) + tasks.flatMap(\.files.files)
  }

  /// Puts in what the files are that it names: `find` gives those of a path or pattern, and is told
  /// what they are for; `one` the only one.
  public mutating func pinFiles(
    find: (_ pattern: String, _ what: String) throws -> [FilePin],
    one: (_ path: String, _ what: String) throws -> FilePin
  ) rethrows {
    guard var plan = paired else { return }
    for place in plan.tasks.indices {
      let task = plan.tasks[place]
      plan.tasks[place].files.files = try find(task.files.pattern, "task '\(task.name)'")
    }
    for place in plan.variants.indices {
      let variant = plan.variants[place]
      plan.variants[place].file = try one(variant.file.path, "variant '\(variant.name)'")
    }
    self = .paired(plan)
  }

  /// Puts in the fields of the inputs that stand under a revision.
  public mutating func readRevisions(_ fields: (_ input: String) throws -> ValueMap?) rethrows {
    guard var plan = sweep else { return }
    if let input = plan.scenario?.input, let found = try fields(input) {
      plan.scenario?.fields = found
    }
    if let input = plan.config?.input, let found = try fields(input) {
      plan.config?.fields = found
    }
    self = .sweep(plan)
  }
}
