import Bytes
public import Codecs

/// What a stage is told of the design: in its arguments, and in its context file.
extension Design {
  /// What a template's reference stands for; `place` gives the path of a file of the study.
  public func text(
    of reference: Template.AssignmentReference, for assignment: Assignment,
    place: (String) -> String
  ) -> String? {
    switch reference {
    case .variant: assignment.variant
    case .task: assignment.task
    case .pair: assignment.pair
    case .pairSeed: assignment.pairSeed.map { "\($0)" }
    case .variantPath: paired?.variant(assignment.variant).map { place($0.file.path) }
    case .taskPath: paired?.task(assignment.task).map { place($0.files.pattern) }
    }
  }

  /// The members `variant`, `task`, `pair` and `paired` of a context file; empty where the design
  /// assigns a run to none of them.
  ///
  /// `others` are the runs of the same pair.
  public func context(
    _ assignment: Assignment, others: [ScheduledRun], place: (String) -> String
  ) -> ValueMap {
    guard let paired else { return ValueMap() }
    var members = ValueMap()
    members["variant"] = paired.variant(assignment.variant).map { $0.context(place) }
    members["task"] = paired.task(assignment.task).map { $0.context(place) }
    if let pair = assignment.pair {
      var map: ValueMap = ["id": .text(pair)]
      map["index"] = assignment.pairIndex.map { .int(Int64($0)) }
      map["seed"] = assignment.pairSeed.map(Value.int)
      map["order"] = assignment.order.map { .int(Int64($0)) }
      if let variant = assignment.variant {
        let other = others.first { $0.assignment.variant != variant }
        map["other"] = other.map { .text($0.id) }
      }
      members["pair"] = .map(map)
    }
    members["paired"] = .map([
      "variants": .array(paired.variants.map { $0.context(place) }),
      "tasks": .array(paired.tasks.map { $0.context(place) }),
      "pairs": .int(Int64(paired.pairs)), "minimum": .int(Int64(paired.minimum)),
    ])
    return members
  }
}

extension VariantPlan {
  fileprivate func context(_ place: (String) -> String) -> Value {
    .map([
      "id": .text(name), "paradigm": .text(paradigm), "file": .text(file.path),
      "path": .text(place(file.path)), "digest": .text(file.digest.hex),
    ])
  }
}

extension TaskPlan {
  fileprivate func context(_ place: (String) -> String) -> Value {
    let pins = files.files.map { pin -> Value in
      .map([
        "path": .text(pin.path), "digest": .text(pin.digest.hex), "size": .int(pin.size),
      ])
    }
    return .map([
      "id": .text(name), "file": .text(files.pattern), "path": .text(place(files.pattern)),
      "seed": .int(seed), "timeout_seconds": .double(Double(timeoutNanoseconds) / 1e9),
      "files": .array(pins),
    ])
  }
}
