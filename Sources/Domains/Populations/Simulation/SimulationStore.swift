import Codecs
import Files
import SQLite
import StageKit

/// `simulation.db`: what happened, timestep by timestep, one transaction each.
///
/// A simulation that was cut short is done again from its start, which is exact because every draw
/// is keyed and every answer of a model is kept; each timestep that is in the file already has to
/// come out with the state hash that stands there. So nothing but the rows is stored, and a file
/// that was altered is found.
final class SimulationStore {
  private let path: String
  private let database: Database
  private let names: (agents: [String], channels: [String], options: [String])
  private let content: String

  /// The state hashes of the timesteps that are in the file.
  private(set) var hashes: [String] = []
  /// Whether the file holds a simulation that came to its end.
  let isFinished: Bool
  /// Whether it was laid out anew after that; a kill may have come in between.
  private let isLaidOut: Bool

  private let insertExposure: Statement
  private let insertShare: Statement
  private let insertTimeline: Statement
  private let insertSummary: Statement

  /// Opens the file of a run, or makes it; a file of another configuration is refused.
  init(
    _ path: String, config: ValueMap, _ plan: SimulationPlan
  ) throws(StageError) {
    self.path = path
    names = (
      plan.table.ids, plan.scenario.channels.map(\.name), plan.scenario.decision?.options ?? []
    )
    content = plan.scenario.event.content
    let kept: [(String, String)]
    let opened: Database
    let journal: String?
    do throws(SQLiteError) {
      opened = try Database(path)
      journal = try opened.rows("PRAGMA journal_mode").first?[0].asText
      // A file that was cut short before its tables were made is empty.
      let tables = try opened.rows(
        "SELECT 1 FROM sqlite_master WHERE name = 'simulation_metadata'")
      if !tables.isEmpty {
        kept = try opened.rows("SELECT key, value FROM simulation_metadata ORDER BY key")
          .map { ($0[0].asText ?? "", $0[1].asText ?? "") }
        hashes = try opened.rows("SELECT state_hash FROM timestep_summaries ORDER BY timestep")
          .map { $0[0].asText ?? "" }
      } else {
        kept = []
      }
    } catch {
      throw .invalid("'\(path)' is no simulation: \(error.description)")
    }
    database = opened
    isFinished = kept.contains { $0.0 == "stopped_reason" }
    isLaidOut = isFinished && journal != "wal" && !FileSystem.exists(path + ".anew")
    // Nothing is written before it is known that this run may go on.
    try Self.compare(kept.first { $0.0 == "config" }?.1, config, path)
    do throws(SQLiteError) {
      if !isFinished {
        try opened.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
        try opened.transaction { () throws(SQLiteError) in
          try opened.execute(Self.schema)
          _ = try opened.rows(
            "INSERT OR IGNORE INTO simulation_metadata VALUES('config', ?)",
            [.text(JSON.string(.map(config)))])
        }
      }
      insertExposure = try opened.prepare(
        """
        INSERT INTO exposures(agent_id, timestep, channel, source_agent_id, content, credibility)
        VALUES(?, ?, ?, ?, ?, ?)
        """)
      insertShare = try opened.prepare("INSERT OR REPLACE INTO shared_to VALUES(?, ?, ?, ?)")
      insertTimeline = try opened.prepare(
        """
        INSERT INTO timeline(timestep, event_type, agent_id, details_json, wall_timestamp)
        VALUES(?, ?, ?, ?, NULL)
        """)
      insertSummary = try opened.prepare(
        "INSERT INTO timestep_summaries VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    } catch {
      throw StageError(.file, error.description)
    }
  }

  /// Refuses to go on with another configuration, and names what differs.
  private static func compare(
    _ kept: String?, _ config: ValueMap, _ path: String
  ) throws(StageError) {
    guard let kept else { return }
    let former = try require(
      try? JSON.decode(Array(kept.utf8)).asMap, "'\(path)' holds no configuration")
    var names = former.keys
    names += config.keys.filter { former[$0] == nil }
    let changed = names.filter { former[$0] != config[$0] }
    guard let first = changed.first else { return }
    func text(_ value: Value?) -> String { value.map { JSON.string($0) } ?? "nothing" }
    throw StageError(
      .refused,
      "'\(path)' was begun with another configuration: "
        + changed.map { "\($0) was \(text(former[$0])) and is \(text(config[$0]))" }.joined(
          separator: ", "),
      hint: "go on with the old \(first), or choose another -o")
  }

  /// Takes in a timestep: all of it, or nothing.
  func commit(_ events: Simulation.Events, _ summary: TimestepSummary) throws(StageError) {
    let t = summary.timestep
    if t < hashes.count {
      guard hashes[t] == summary.stateHash else {
        throw .invalid(
          "'\(path)': timestep \(t) came out differently: state \(summary.stateHash.prefix(16)), "
            + "and \(hashes[t].prefix(16)) stands there",
          hint: "the file or the program has changed: begin anew in another directory")
      }
      return
    }
    do throws(SQLiteError) {
      try database.transaction { () throws(SQLiteError) in
        for exposure in events.exposures { try insert(exposure, t) }
        for share in events.shares {
          try insertShare.run([
            .text(names.agents[Int(share.source)]), .text(names.agents[Int(share.target)]),
            .int(Int64(t)), option(share.position),
          ])
        }
        for (agent, response, _) in events.reasoned {
          let details = Timeline.details(of: response, options: names.options)
          try insertTimeline.run([
            .int(Int64(t)), "agent_reasoned", .text(names.agents[Int(agent)]), .text(details),
          ])
        }
        try insertSummary.run([
          .int(Int64(t)), .int(Int64(summary.newExposures)), .int(Int64(summary.reasoned)),
          .int(Int64(summary.shares)), .int(Int64(summary.changes)),
          .double(summary.exposureRate), .text(JSON.string(.map(summary.distribution))),
          .double(summary.averageSentiment), .double(summary.averageConviction),
          .double(summary.sentimentVariance), .text(summary.stateHash),
        ])
        try database.execute(
          "INSERT OR REPLACE INTO simulation_metadata VALUES('checkpoint_timestep', '\(t)')")
      }
    } catch {
      throw StageError(.file, error.description)
    }
  }

  private func insert(_ exposure: Simulation.Exposure, _ t: Int) throws(SQLiteError) {
    let isNetwork = exposure.channel < 0
    let agent = names.agents[Int(exposure.agent)]
    let channel = isNetwork ? "network" : names.channels[Int(exposure.channel)]
    try insertExposure.run([
      .text(agent), .int(Int64(t)), .text(channel),
      isNetwork ? .text(names.agents[Int(exposure.source)]) : .null,
      isNetwork ? .null : .text(content), .double(exposure.credibility),
    ])
    try insertTimeline.run([
      .int(Int64(t)), "agent_exposed", .text(agent),
      .text(
        Timeline.details(
          of: exposure, channel: channel,
          source: isNetwork ? names.agents[Int(exposure.source)] : nil)),
    ])
  }

  private func option(_ position: Int16) -> Cell {
    position < 0 ? .null : .text(names.options[Int(position)])
  }

  /// Writes everybody's last state and says how it ended, unless that stands there; afterwards the
  /// file is laid out anew, so that the same simulation is the same bytes, however often it was cut
  /// short.
  func finish(_ simulation: Simulation, reason: String) throws(StageError) {
    if !isFinished { try write(simulation, reason: reason) }
    if !isLaidOut { try layOut() }
  }

  private func write(_ simulation: Simulation, reason: String) throws(StageError) {
    do throws(SQLiteError) {
      try database.transaction { () throws(SQLiteError) in
        try database.execute("DELETE FROM agent_states; DELETE FROM memory_traces")
        let places = Array(repeating: "?", count: 23).joined(separator: ", ")
        let insert = try database.prepare("INSERT INTO agent_states VALUES(\(places))")
        let remember = try database.prepare(
          """
          INSERT INTO memory_traces(agent_id, timestep, sentiment, conviction, summary)
          VALUES(?, ?, ?, ?, ?)
          """)
        for agent in simulation.states.indices {
          try insert.run(AgentRecord(simulation, agent).cells)
          for memory in simulation.memories[agent] {
            try remember.run([
              .text(names.agents[agent]), .int(Int64(memory.timestep)), .double(memory.sentiment),
              .double(memory.conviction), .text(Response.word(ofConviction: memory.conviction)),
            ])
          }
        }
        try database.execute("DELETE FROM simulation_metadata WHERE key = 'checkpoint_timestep'")
        _ = try database.rows(
          "INSERT OR REPLACE INTO simulation_metadata VALUES('stopped_reason', ?)",
          [.text(reason)])
      }
    } catch {
      throw StageError(.file, error.description)
    }
  }

  private func layOut() throws(StageError) {
    let anew = path + ".anew"
    do throws(SQLiteError) {
      if FileSystem.exists(anew) { try? FileSystem.remove(anew) }
      _ = try database.rows("VACUUM INTO ?", [.text(anew)])
      try database.execute("PRAGMA journal_mode = DELETE")
    } catch {
      throw StageError(.file, error.description)
    }
    do throws(FileError) {
      try FileSystem.rename(anew, path)
    } catch {
      throw StageError(error)
    }
  }

  private static let schema = """
    CREATE TABLE IF NOT EXISTS agent_states(agent_id TEXT PRIMARY KEY, aware INTEGER NOT NULL,
      exposure_count INTEGER NOT NULL, last_reasoning_timestep INTEGER NOT NULL DEFAULT -1,
      position TEXT, sentiment REAL, conviction REAL, public_statement TEXT, action_intent TEXT,
      will_share INTEGER NOT NULL, outcomes_json TEXT, public_position TEXT, public_sentiment REAL,
      public_conviction REAL, private_position TEXT, private_sentiment REAL,
      private_conviction REAL, private_outcomes_json TEXT, raw_reasoning TEXT, updated_at INTEGER,
      committed INTEGER NOT NULL,
      network_hop_depth INTEGER, reasoning_count INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS exposures(id INTEGER PRIMARY KEY, agent_id TEXT NOT NULL,
      timestep INTEGER NOT NULL, channel TEXT NOT NULL, source_agent_id TEXT, content TEXT,
      credibility REAL NOT NULL);
    CREATE TABLE IF NOT EXISTS memory_traces(id INTEGER PRIMARY KEY, agent_id TEXT NOT NULL,
      timestep INTEGER NOT NULL, sentiment REAL, conviction REAL, summary TEXT);
    CREATE TABLE IF NOT EXISTS timeline(id INTEGER PRIMARY KEY, timestep INTEGER NOT NULL,
      event_type TEXT NOT NULL, agent_id TEXT, details_json TEXT, wall_timestamp TEXT);
    CREATE TABLE IF NOT EXISTS timestep_summaries(timestep INTEGER PRIMARY KEY,
      new_exposures INTEGER, agents_reasoned INTEGER, shares_occurred INTEGER,
      state_changes INTEGER, exposure_rate REAL, position_distribution_json TEXT,
      average_sentiment REAL, average_conviction REAL, sentiment_variance REAL, state_hash TEXT);
    CREATE TABLE IF NOT EXISTS shared_to(source TEXT NOT NULL, target TEXT NOT NULL,
      timestep INTEGER NOT NULL, position TEXT, PRIMARY KEY(source, target)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS simulation_metadata(key TEXT PRIMARY KEY, value TEXT NOT NULL);
    """
}
