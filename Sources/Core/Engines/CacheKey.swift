public import Bytes
import Codecs
import LedgerFormat
public import Study

/// What the result of a unit depends on, as one digest: staleness is a comparison of digests.
///
/// It covers the command as written, the parameters and members of domains that the stage may
/// see, the seed, the unit, the declared outputs, the code, the study's inputs it names, the
/// outputs of the stages it reads, and the guards that are bypassed in it or in these. Gates are
/// not part of it: other thresholds judge the same observations again.
public struct CacheKey {
  private let stage: StagePlan
  private let plan: Plan
  private let slug: String
  private let states: States
  private let visible: [String]
  private let named: [String]
  /// What is the same for every run, encoded once: the command, code with declared outputs, and the
  /// members of domains' sections with the files that they name.
  private let command: [UInt8]
  private let codeAndOutputs: [UInt8]
  private let domain: [UInt8]?

  /// The recipe of a stage of a plan in force.
  init(of stage: StagePlan, _ plan: Plan, _ slug: String, _ states: States) {
    self.stage = stage
    self.plan = plan
    self.slug = slug
    self.states = states
    visible = stage.visibleParams
    named = stage.namedStudyInputs(of: plan)
    command = CBOR.encode(.array(stage.run.map(Value.text)))
    codeAndOutputs = plan.code.encoded + stage.outputs.encoded
    domain = Self.domain(of: stage, plan)
  }

  /// The digest for a unit, or nil while something that it reads is not there.
  public static func digest(
    of stage: StagePlan, unit: String, in run: RunState, slug: String, _ states: States
  ) -> Digest? {
    // What a run may become is worked out anew; what it is, once.
    guard states.isRecorded(run, in: slug) else {
      return states.plan(slug).flatMap { CacheKey(of: stage, $0, slug, states).make(unit, in: run) }
    }
    return states.units(of: stage, in: run, slug).cacheKey(of: unit) {
      states.plan(slug).flatMap { CacheKey(of: stage, $0, slug, states).make(unit, in: run) }
    }
  }

  /// The digest for a unit of a run, or nil while something that it reads is not there.
  func digest(unit: String, in run: RunState) -> Digest? {
    guard states.isRecorded(run, in: slug) else { return make(unit, in: run) }
    return states.units(of: stage, in: run, slug).cacheKey(of: unit) { make(unit, in: run) }
  }

  private func make(_ unit: String, in run: RunState) -> Digest? {
    guard let inputs = encodedInputs(of: run) else { return nil }
    let further = circumstances(of: run)
    var writer = CBORWriter(capacity: 512)
    writer.array(8 + further.count)
    writer.text("runledger/recipe/v1")
    writer.raw(command)
    writer.text(unit)
    writer.int(run.seed)
    writer.raw(run.params(of: stage.name).filter { visible.contains($0.name) }.encoded)
    writer.raw(inputs)
    writer.raw(codeAndOutputs)
    for part in further { writer.raw(part) }
    return Hashing.digest(of: writer.bytes)
  }
}

extension CacheKey {
  /// The encoding of the digests of everything that the stage reads, the same for all units.
  private func encodedInputs(of run: RunState) -> [UInt8]? {
    guard states.isRecorded(run, in: slug) else {
      return inputs(of: run).map { CBOR.encode(.array($0)) }
    }
    let units = states.units(of: stage, in: run, slug)
    units.inputs = units.inputs ?? inputs(of: run).map { CBOR.encode(.array($0)) }
    return units.inputs
  }

  /// The members of domains' sections that the stage declares to read; nil without any.
  private static func domain(of stage: StagePlan, _ plan: Plan) -> [UInt8]? {
    let seen = plan.domain(of: stage)
    if seen.isEmpty { return nil }
    var domain: ValueMap = ["domain": .map(seen)]
    let files = plan.domainFiles(of: stage)
    if !files.isEmpty { domain["files"] = .array(files.map { .map($0.record) }) }
    return CBOR.encode(domain)
  }

  /// The digests of everything that the stage reads; nil while something of it is not there.
  private func inputs(of run: RunState) -> [Value]? {
    var inputs: [Value] = []
    for input in stage.inputs {
      switch input.source {
      case .study(let name):
        guard let digest = plan.input(name)?.digest else { return nil }
        inputs.append(.bytes(digest.bytes))
      case .stage(let name, _):
        guard let outputs = outputs(of: name, for: run) else { return nil }
        inputs.append(.array(outputs.map { .bytes($0.bytes) }))
      case .earlier: continue  // What is tried later makes no result stale that was had before.
      }
    }
    if stage.approve != nil {
      // An approval is of everything that comes before it, whether it is read or only waited for.
      for name in stage.dependencies {
        guard let outputs = outputs(of: name, for: run) else { return nil }
        inputs.append(.array(outputs.map { .bytes($0.bytes) }))
      }
    }
    for name in named {
      guard let digest = plan.input(name)?.digest else { return nil }
      inputs.append(.bytes(digest.bytes))
    }
    return inputs
  }

  /// What else the result depends on, where there is something: guards that are bypassed, the run's
  /// part in the design, the runs and pairs that a stage of a wider scope leaves out, the runs that
  /// it reads instead of others, and for the whole of a paired study what was changed post hoc.
  private func circumstances(of run: RunState) -> [[UInt8]] {
    var parts: [[UInt8]] = []
    let bypassed = Production.bypassed(in: stage, of: run, plan, slug, states)
    if !bypassed.isEmpty {
      let flags: ValueMap = ["bypassed": .array(bypassed.map(Value.text))]
      parts.append(CBOR.encode(flags))
    }
    if let domain { parts.append(domain) }
    if let part = plan.design.part(of: run.assignment) { parts.append(part) }
    if run.scope != .run {
      let read = readRuns(around: run)
      let excluded = read.filter { $0.exclusion != nil }
      if !excluded.isEmpty { parts.append(CBOR.encode(.array(excluded.map { .text($0.id) }))) }
      let rejected = PairComparison.rejected(among: read, plan.design)
      if !rejected.isEmpty {
        let pairs: ValueMap = ["rejected": .array(rejected.map(Value.text))]
        parts.append(CBOR.encode(pairs))
      }
      let isReader = stage.dependencies.contains { plan.stage($0)?.scope == .run }
      let again = isReader ? read.filter { $0.of != nil } : []
      if !again.isEmpty {
        let runs: ValueMap = ["instead": .array(again.map { .text($0.id) })]
        parts.append(CBOR.encode(runs))
      }
    }
    if run.scope == .study, plan.design.assignsRuns, !plan.design.hasBatches,
      let late = states.study(slug)?.lateChanges, !late.isEmpty
    {
      let amended: ValueMap = ["amended": .map(late)]
      parts.append(CBOR.encode(amended))
    }
    return parts
  }

  /// The runs whose outputs a stage of a wider scope reads.
  private func readRuns(around run: RunState) -> [RunState] {
    guard let study = states.study(slug), let level = plan.levelIndex(run.level) else { return [] }
    return states.group(.run, of: slug, level: level, round: study.round, around: run)
      .compactMap { states.current($0.id, of: slug) }
  }

  /// The digests of the outputs of all units of a stage, as a run sees them: its own, or those of
  /// every run of the level, or those of the level's one study run.
  private func outputs(of name: String, for run: RunState) -> [Digest]? {
    guard let stage = plan.stage(name), let study = states.study(slug),
      let level = plan.levelIndex(run.level)
    else { return nil }
    var runs = [run]
    if stage.scope != run.scope {
      let group = states.group(
        stage.scope, of: slug, level: level, round: study.round, around: run)
      runs = group.compactMap { states.current($0.id, of: slug) }
    }
    var digests: [Digest] = []
    for run in runs {
      for unit in states.units(of: stage, in: run, slug).keys {
        let state = run.unit(name, unit)
        if state?.phase == .skipped { continue }
        if let outputs = state?.outputs {
          digests.append(outputs)
        } else if run.exclusion == nil {
          return nil
        }
      }
    }
    return digests
  }
}
