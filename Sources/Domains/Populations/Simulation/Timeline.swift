import Codecs
import Files
import StageKit

/// `timeline.jsonl`: who heard, who thought and who began to tell others, in the order of things.
struct Timeline: ~Copyable {
  private let file: Descriptor
  private var buffer: [UInt8] = []

  /// Begins the file anew.
  init(_ path: String) throws(StageError) {
    do throws(FileError) {
      file = try Descriptor.open(path, [.write, .create, .truncate], mode: 0o644)
    } catch {
      throw StageError(error)
    }
  }

  /// Writes the events of a timestep.
  mutating func write(
    _ events: Simulation.Events, _ plan: SimulationPlan, timestep: Int
  ) throws(StageError) {
    let ids = plan.table.ids
    let options = plan.scenario.decision?.options ?? []
    for exposure in events.exposures {
      let channel =
        exposure.channel < 0 ? "network" : plan.scenario.channels[Int(exposure.channel)].name
      let source = exposure.source < 0 ? nil : ids[Int(exposure.source)]
      line(
        timestep, "agent_exposed", ids[Int(exposure.agent)],
        Self.details(of: exposure, channel: channel, source: source))
    }
    for (agent, response, changed) in events.reasoned {
      line(
        timestep, "agent_reasoned", ids[Int(agent)], Self.details(of: response, options: options))
      if changed { line(timestep, "state_changed", ids[Int(agent)], "{}") }
    }
    var former: Int32 = -1
    for share in events.shares where share.source != former {
      former = share.source
      line(timestep, "agent_shared", ids[Int(share.source)], "{}")
    }
    if buffer.count > 1 << 20 { try flush() }
  }

  /// Writes what is left.
  consuming func finish() throws(StageError) {
    try flush()
    do throws(FileError) {
      try file.close()
    } catch {
      throw StageError(error)
    }
  }

  private mutating func flush() throws(StageError) {
    do throws(FileError) {
      try file.write(buffer)
    } catch {
      throw StageError(error)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private mutating func line(_ t: Int, _ type: String, _ agent: String, _ details: String) {
    let text =
      "{\"agent_id\":\"\(agent)\",\"details\":\(details),\"event_type\":\"\(type)\","
      + "\"timestamp\":null,\"timestep\":\(t)}\n"
    buffer += Array(text.utf8)
  }

  /// What is said of an exposure, as JSON.
  static func details(
    of exposure: Simulation.Exposure, channel: String, source: String?
  ) -> String {
    let map: ValueMap = [
      "channel": .text(channel), "credibility": .double(exposure.credibility),
      "hop": .int(Int64(exposure.hop)), "source": source.map(Value.text) ?? .null,
    ]
    return JSON.string(.map(map))
  }

  /// What is said of a response, as JSON.
  static func details(of response: Response, options: [String]) -> String {
    let map: ValueMap = [
      "position": response.position < 0 ? .null : .text(options[Int(response.position)]),
      "sentiment": .double(response.sentiment), "conviction": .double(response.conviction),
      "will_share": .bool(response.willShare),
    ]
    return JSON.string(.map(map))
  }
}
