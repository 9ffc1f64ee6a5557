import Bytes
import Codecs
import Engines
import Files
import Ledger
import Study

/// A requested attempt with everything its process needs, on disk and in its arguments.
struct WorkOrder {
  let id: AttemptID
  let stage: StagePlan
  /// The run as it was requested, without its units once the order is made: it is kept as long as
  /// the process runs, and a second hold on the units would have every event copy them all.
  private(set) var run: RunState
  let paths: AttemptPaths
  /// What the attempt may take.
  let limits: LimitsPlan
  /// The directories of the ledger and of the study.
  let ground: (root: String, study: String)
  /// The argument vector with every reference filled in.
  private(set) var arguments: [String] = []
  /// The inputs by name, each with the path under which the process finds it.
  private(set) var inputs: [(name: String, path: String)] = []
  /// Data rows of inputs are counted in these files, by input name.
  private(set) var inputFiles: [String: [String]] = [:]
  /// Files of the study that the process must not see, where it is confined.
  private(set) var withheld: [String] = []
  /// Whether it must not see what other runs left, either.
  private(set) var isApart = false
  /// The files that the process was handed: its inputs and its code.
  private var handed: [HandedFile] = []
  private var handedPaths: Set<[UInt8]> = []
  /// Inputs of several files.
  private var handedInputs: [HandedInput] = []

  /// Puts code and inputs in place and fills in the arguments.
  init(
    _ id: AttemptID, _ stage: StagePlan, _ run: RunState, _ plan: Plan, _ place: Place
  ) throws {
    self.id = id
    self.stage = stage
    self.run = run
    paths = AttemptPaths(id, stage: stage, root: place.root)
    limits = plan.limits
    ground = (place.root, place.studyDirectory)
    withheld = plan.withheld(from: stage).map { PathName.join(place.studyDirectory, $0.path) }
    isApart = plan.executesArm(stage)
    try prepare(plan, place)
    for pin in plan.design.files(of: run.assignment) + plan.domainFiles(of: stage) {
      try hand(pin, at: PathName.join(place.studyDirectory, pin.path))
    }
    for input in stage.inputs { try link(input, plan, place) }
    for name in stage.namedInputs
    where !inputs.contains(where: { $0.name == name }) {
      try link(StageInput(name: name, source: .study(name)), plan, place)
    }
    arguments = try stage.run.map { try fill($0, plan, place) }
    try FileSystem.writeAtomically(paths.context, context(plan, place), sync: false)
    self.run.units = UnitTable()
  }

  /// Where a study's files are, and how recorded outputs are found.
  struct Place {
    /// The directory that holds the ledger.
    var root: String
    /// The directory of the study file.
    var studyDirectory: String
    /// Finds recorded outputs.
    var outputs: RecordedOutputs
    /// What runs are executed on.
    var pins: ValueMap
    /// The states as of now.
    var states: States
    /// How many attempts may be under way at a time.
    var jobs = 1
  }

  private mutating func prepare(_ plan: Plan, _ place: Place) throws {
    try FileSystem.makeDirectories(paths.meta)
    let files = [
      paths.events, paths.control, "\(paths.control).answers", paths.stdout, paths.stderr,
    ]
    for path in files {
      try FileSystem.writeAtomically(path, [], sync: false)
    }
    guard stage.workingDirectory == nil else { return }
    if !stage.continues || id.attempt == 1 { try? FileSystem.removeTree(paths.work) }
    try FileSystem.makeDirectories(paths.work)
    let withheld = Set(plan.withheld(from: stage).map(\.path))
    for pin in plan.code where !withheld.contains(pin.path) {
      let source = PathName.join(place.studyDirectory, pin.path)
      let target = PathName.join(paths.work, pin.path)
      if !FileSystem.exists(target) {
        try FileSystem.makeDirectories(PathName.parent(target))
        let isProgram = (try FileSystem.status(source)?.mode ?? 0) & 0o111 != 0
        try FileSystem.copyReflinkOrCopy(source, target, mode: isProgram ? 0o555 : 0o444)
      }
      try hand(pin, at: target)
    }
  }

  private mutating func link(_ input: StageInput, _ plan: Plan, _ place: Place) throws {
    switch input.source {
    case .study(let name):
      guard let planned = plan.input(name) else { return }
      for pin in planned.files {
        try hand(pin, at: PathName.join(place.studyDirectory, pin.path))
      }
      if !planned.files.isEmpty, planned.files.map(\.path) != [planned.pattern] {
        handedInputs.append(
          try HandedInput(
            planned, of: stage, studyDirectory: place.studyDirectory, root: place.root))
      }
      let path = PathName.join(place.studyDirectory, planned.pattern)
      inputFiles[input.name] = planned.files.map { PathName.join(place.studyDirectory, $0.path) }
      inputs.append((input.name, planned.isPattern ? place.studyDirectory : path))
    case .stage(let name, let output):
      let base = PathName.join(paths.meta, "inputs/\(input.name)")
      let found = try place.outputs.gather(
        stage: name, output: output, for: run, unit: id.unit, plan: plan, into: base)
      take(found, as: input.name)
    case .earlier(let name, let output):
      let base = PathName.join(paths.meta, "inputs/\(input.name)")
      take(
        try place.outputs.gatherEarlier(stage: name, output: output, than: id, plan, into: base),
        as: input.name)
    }
  }

  private mutating func take(_ found: Gathered, as name: String) {
    inputFiles[name] = found.files
    for file in found.handed where handedPaths.insert(Array(file.path.utf8)).inserted {
      handed.append(file)
    }
    inputs.append((name, found.path))
  }

  /// Refuses a file that is not what the plan says, and remembers that it was handed over.
  private mutating func hand(_ pin: FilePin, at path: String) throws {
    guard handedPaths.insert(Array(path.utf8)).inserted else { return }
    handed.append(try HandedFile(pin, at: path))
  }

  /// Where the files lie that the process was handed.
  var handedPlaces: [String] { handed.map(\.path) }

  /// What of the files that the process was handed is not what it was when it began.
  var changes: [String] {
    handed.compactMap(\.change) + handedInputs.compactMap(\.change)
  }

  private func fill(_ argument: String, _ plan: Plan, _ place: Place) throws -> String {
    let template = try Template(parsing: argument)
    let filled = template.filled { reference in
      switch reference {
      case .seed: "\(run.seed)"
      case .level: run.level
      case .run: run.id
      case .study: id.study
      case .param(let name):
        run.params(of: stage.name).first { $0.name == name }?.value.plainText
      case .input(let name): inputs.first { $0.name == name }?.path
      case .unit(let name): StagePlan.axis(name, in: id.unit)
      case .assignment(let assigned):
        plan.design.text(of: assigned, for: run.assignment) {
          PathName.join(place.studyDirectory, $0)
        }
      }
    }
    if let filled, filled.utf8.contains(0) {
      throw RuntimeError(
        .invalid,
        "'\(argument)' of stage '\(stage.name)' contains a NUL byte, which no argument can hold"
      )
    }
    guard let filled else {
      throw RuntimeError(.invalid, "'\(argument)' of stage '\(stage.name)' cannot be filled in")
    }
    return filled
  }

  /// The process's variables beyond those that pass.
  func variables(fence: String) -> [(name: String, value: String)] {
    [
      ("RUNLEDGER_ATTEMPT", "\(id.attempt)"), ("RUNLEDGER_CONTEXT", paths.context),
      ("RUNLEDGER_CONTROL", paths.control), ("RUNLEDGER_EVENTS", paths.events),
      ("RUNLEDGER_FENCE", fence),
      ("RUNLEDGER_LEVEL", run.level), ("RUNLEDGER_PAIR", run.assignment.pair ?? ""),
      ("RUNLEDGER_RUN_ID", run.id), ("RUNLEDGER_SEED", "\(run.seed)"),
      ("RUNLEDGER_STAGE", id.stage), ("RUNLEDGER_STUDY", id.study),
      ("RUNLEDGER_TASK", run.assignment.task ?? ""), ("RUNLEDGER_UNIT", id.unit),
      ("RUNLEDGER_VARIANT", run.assignment.variant ?? ""),
    ]
  }

  private func context(_ plan: Plan, _ place: Place) -> [UInt8] {
    var params = ValueMap()
    let visible = stage.visibleParams
    for parameter in run.params(of: stage.name) where visible.contains(parameter.name) {
      params[parameter.name] = parameter.value
    }
    var files = ValueMap()
    for input in inputs { files[input.name] = .text(input.path) }
    var context: ValueMap = [
      "study": .text(id.study), "run": .text(run.id), "level": .text(run.level),
      "stage": .text(id.stage), "unit": .text(id.unit), "attempt": .int(Int64(id.attempt)),
      "seed": .int(run.seed), "params": .map(params), "inputs": .map(files),
      "outputs": .array(stage.outputs.map { .text($0.path) }), "jobs": .int(Int64(place.jobs)),
    ]
    let seen = plan.domain(of: stage)
    if !seen.isEmpty {
      context["domain"] = .map(seen)
      context["domain_files"] = .array(
        plan.domainFiles(of: stage).map { pin in
          .map([
            "path": .text(pin.path), "digest": .text(pin.digest.hex), "size": .int(pin.size),
            "place": .text(PathName.join(place.studyDirectory, pin.path)),
          ])
        })
    }
    if let design = DesignContext(run, plan, place) {
      for (name, value) in design.members { context[name] = value }
    }
    return JSON.encode(.map(context), pretty: true)
  }
}

extension InputPlan {
  /// Whether the input is a glob, which has no path of its own.
  var isPattern: Bool { files.count != 1 && !files.allSatisfy { $0.path.hasPrefix(pattern + "/") } }
}
