import Bytes
import Codecs
import Files
import StageKit

/// A shard with its files, its operators and its clock: the only part that reads and writes.
struct ShardRun {
  let rules: TownRules
  let policies: PolicyTable
  var shard: Shard
  var files: ShardFiles?
  var control: ListenedFile?
  var answersPath: String?
  /// What the control file asks for; nil where everybody who can write to it may speak.
  var auth: ConsoleAuth?
  var crashes: [Int] = []
  var script: [ConsoleCommand] = []
  var mode = ConsoleCommand.Mode.viewer
  var tickMilliseconds: UInt64 = 0
  var baseline: String?
  var subject: String?
  var events: StageEvents?
  /// How the windows ended, those before a resume included.
  var results: [String] = []
  private(set) var lastHash = Digest.zero
  private var position = 0

  init(rules: TownRules, policies: PolicyTable, shard: Shard) {
    (self.rules, self.policies, self.shard) = (rules, policies, shard)
  }

  /// Runs so many more ticks, or until an operator stops it.
  mutating func run(ticks: Int) throws(StageError) {
    position = script.firstIndex { ($0.tick ?? .max) > shard.state.world.tick } ?? script.count
    var done = 0
    while done < ticks {
      if tickMilliseconds > 0 { Clock.sleep(nanoseconds: tickMilliseconds * 1_000_000) }
      if try tick() { break }
      done += 1
    }
    if let files {
      try files.flush()
      try files.publish(shard, rules)
      try files.save(shard, rules)
    }
  }

  /// One tick with what operators have said since; true when they have had enough.
  mutating func tick() throws(StageError) -> Bool {
    let tick = shard.state.world.tick + 1
    if crashes.contains(tick) { OwnProcess.kill() }
    let output = shard.tick(commands(at: tick), rules, policies)
    lastHash = output.hash
    try files?.write(output, shard, rules)
    for answer in output.answers { try reply(answer) }
    for change in output.changes { try files?.keep(change, shard, rules, policies) }
    try publish(tick)
    if let window = output.window { try close(window) }
    return output.answers.contains { $0.command.name == "stop" && $0.isOK }
  }

  /// Observers see the town at every window's end, after every command, and every second or so.
  private func publish(_ tick: Int) throws(StageError) {
    guard let files else { return }
    let every = tickMilliseconds > 0 ? max(1, 500 / Int(tickMilliseconds)) : 1000
    if tick % every == 0 {
      try files.flush()
      try files.publish(shard, rules)
    }
    let cadence = rules.config.snapshot.autosave.cadence
    if cadence > 0, tick > 0, tick % cadence == 0 { try files.save(shard, rules) }
  }

  private mutating func close(_ window: ClosedWindow) throws(StageError) {
    results.append(window.result)
    // Saved first: what was reported and not saved would be reported twice.
    if let files {
      try files.publish(shard, rules)
      try files.save(shard, rules)
    }
    guard let events else { return }
    for kpi in window.kpis { try events.metric(kpi.name, kpi.value, step: window.index) }
    if let baseline {
      var values = ValueMap()
      for kpi in window.kpis where kpi.value.isFinite { values[kpi.name] = .double(kpi.value) }
      var report: ValueMap = [
        "baseline": .text(baseline), "window": .int(Int64(window.index)),
        "ticks_seen": .int(Int64(window.ticksSeen)),
        "ticks_expected": .int(Int64(rules.config.stability.promotion.windowTicks)),
        "values": .map(values),
      ]
      report["subject"] = subject.map { .text($0) }
      try events.window(report)
    }
    if window.result != "pass" {
      try events.note(
        "window \(window.index) \(window.result): "
          + (window.alerts.isEmpty
            ? "\(window.ticksSeen) ticks" : window.alerts.joined(separator: ", ")))
    }
  }

  /// The script's commands for a tick, then what was said in the control file.
  private mutating func commands(at tick: Int) -> [ConsoleCommand] {
    var commands: [ConsoleCommand] = []
    while position < script.count, (script[position].tick ?? 0) <= tick {
      commands.append(script[position])
      position += 1
    }
    for line in control?.lines() ?? [] {
      let command = Self.told(line, mode)
      commands.append(auth?.admit(command) ?? command)
    }
    return commands.map { attach($0) }
  }

  /// A line of a control file: `{"n": 7, "text": "employment_status"}`.
  private static func told(_ line: String, _ mode: ConsoleCommand.Mode) -> ConsoleCommand {
    let map = (try? JSON.decode(Array(line.utf8)))?.asMap
    guard let text = map?["text"]?.asText else {
      return ConsoleCommand.parse(line, mode: mode)
    }
    var command = ConsoleCommand.parse(text, mode: mode)
    command.sequence = map?["n"]?.asInt.map { Int($0) }
    return command
  }

  /// Reads the file that a command names, if it lies below the shard's directory.
  private func attach(_ command: ConsoleCommand) -> ConsoleCommand {
    guard command.name.hasPrefix("snapshot_"), let files, let path = command.args.first?.asText,
      !PathName.escapes(path, base: files.directory)
    else { return command }
    var command = command
    command.attachment = try? StageFiles.readJSON(PathName.join(files.directory, path))
    return command
  }

  private func reply(_ answer: ConsoleAnswer) throws(StageError) {
    guard let sequence = answer.command.sequence, let answersPath else { return }
    let line: Value = [
      "n": .int(Int64(sequence)), "answer": .text(JSON.string(.map(answer.value))),
    ]
    do throws(FileError) {
      try Descriptor.appendOnly(answersPath).write(JSON.encode(line) + [UInt8(ascii: "\n")])
    } catch { throw StageError(error) }
  }
}
