import Codecs
import StageKit
import Testing

@testable import Town

@Suite struct TelemetryTests {
  @Test func `the payload holds what its schema promises`() throws {
    var town = Rehearsal(try Town.usual(), seed: 1)
    town.live(400)
    let payload = TelemetrySnapshot.value(town.shard, town.rules)
    let check = try TelemetryCheck(.map(payload), schema: nil)
    #expect(check.missing.isEmpty && check.version == "0.2.0")
    let job = payload["jobs"]?.asMap?["a1"]?.asMap
    for key in [
      "job_id", "on_shift", "wallet", "lateness_counter", "wages_earned", "meals_cooked",
      "meals_consumed", "basket_cost", "shift_state", "attendance_ratio", "late_ticks_today",
      "absent_shifts_7d", "wages_withheld", "exit_pending",
    ] {
      #expect(job?[key] != nil, "\(key)")
    }
    #expect(near(job?["basket_cost"]?.asDouble ?? 0, 0.62))
    for key in TelemetryCheck.employmentKeys {
      var less = payload
      var employment = payload["employment"]?.asMap ?? ValueMap()
      employment[key] = nil
      less["employment"] = .map(employment)
      #expect(try TelemetryCheck(.map(less), schema: nil).missing == ["employment.\(key)"])
    }
    #expect(throws: StageError.self) { try TelemetryCheck(.map(payload), schema: "0.9.9") }
    #expect(throws: StageError.self) { try TelemetryCheck([1], schema: nil) }
  }

  @Test func `names are hidden under another salt each time, and the record keeps them`() throws {
    var town = Rehearsal(try Town.usual(), seed: 1)
    town.live(100)
    let open = town.say("telemetry_snapshot").result
    #expect(town.say("privacy on").isOK)
    let first = JSON.string(town.say("telemetry_snapshot").result ?? .null)
    let second = JSON.string(town.say("telemetry_snapshot").result ?? .null)
    #expect(JSON.string(open ?? .null).contains("\"a1\""))
    for name in town.shard.state.world.agents.map(\.id) {
      #expect(!first.contains("\"\(name)\""), "\(name)")
    }
    #expect(first != second)
    #expect(town.events.contains { JSON.string($0.value).contains("\"a1\"") })
  }

  @Test func `what does not fit is dropped and counted`() {
    var settings = TelemetrySettings.Transport()
    (settings.bufferBytes, settings.batch) = (1024, 1)
    var stream = TelemetryStream()
    stream.stalledUntil = 1000
    for tick in 0..<100 {
      _ = stream.offer(
        ["tick": .int(Int64(tick)), "x": "0123456789"], events: 1, tick: tick, settings)
    }
    #expect(stream.bytes <= 1024 && stream.dropped > 0)
    #expect(stream.dropped + stream.buffer.count == 100)
    let flush = stream.offer(["tick": 2000], events: 1, tick: 2000, settings)
    #expect(flush.sent.count == 1 && stream.sent == 1)
  }

  @Test func `aggregated snapshots sum up what lay between them`() {
    var settings = TelemetrySettings.Transport()
    (settings.backlogThreshold, settings.aggregateEvery) = (2, 5)
    var stream = TelemetryStream()
    stream.stalledUntil = 100
    var archived = 0
    for tick in 0..<20 {
      archived +=
        stream.offer(["tick": .int(Int64(tick))], events: 3, tick: tick, settings)
        .archived.count
    }
    #expect(stream.aggregating && archived == stream.archived && archived == 17)
    let sums = stream.buffer.compactMap {
      try? JSON.decode(Array($0.utf8)).asMap?["aggregated"]?.asMap
    }
    #expect(sums.count == 3 && sums.allSatisfy { $0["events"] == 15 && $0["snapshots"] == 5 })
  }

  @Test func `a screen fits whatever room there is`() throws {
    var town = Rehearsal(try Town.usual(), seed: 1)
    town.live(300)
    let payload = Value.map(TelemetrySnapshot.value(town.shard, town.rules))
    for page in ObserverScreen.Page.allCases {
      for (width, height) in [(80, 24), (20, 5), (200, 60), (1, 1)] {
        var screen = ObserverScreen()
        screen.page = page
        let frame = screen.frame(payload, width: width, height: height)
        #expect(frame.count <= height && frame.allSatisfy { $0.count == width })
      }
    }
    func frame(_ page: ObserverScreen.Page, of payload: Value) -> [String] {
      var screen = ObserverScreen()
      screen.page = page
      return screen.frame(payload, width: 80, height: 40)
    }
    #expect(frame(.town, of: payload).contains { $0.contains("EMPLOYMENT") })
    #expect(!frame(.town, of: .null).isEmpty)
    // Stories are anybody's words: none of them steers the terminal.
    let story: Value = ["narrations": [["tick": 1, "message": "\u{1b}[2J\u{9b}5m loud\n"]]]
    #expect(frame(.town, of: story).contains { $0.contains("1 ?[2J?5m loud?") })
    #expect(frame(.town, of: story).allSatisfy { $0.unicodeScalars.allSatisfy { $0.value > 31 } })
    #expect(frame(.release, of: payload).contains { $0.contains("lateness at promotion    none") })
  }

  @Test func `keys that come in one piece count one by one`() throws {
    var town = Rehearsal(try Town.usual(), seed: 1)
    town.live(300)
    let payload = Value.map(TelemetrySnapshot.value(town.shard, town.rules))
    var screen = ObserverScreen()
    func type(_ keys: String) -> Bool { screen.take(Array(keys.utf8)) }
    #expect(type("jjj"))
    #expect(screen.scroll == 3)
    #expect(type("\u{1b}[A\u{1b}[A\u{1b}OB\u{1b}[5~"))
    #expect(screen.scroll == 2)
    #expect(type("3p"))
    #expect(screen.page == .queues && screen.isPaused && screen.scroll == 0)
    #expect(type("\t\t"))
    #expect(screen.page == .town)
    // Scrolling ends with the last line: one key back moves the picture.
    #expect(type(String(repeating: "j", count: 500)))
    let end = screen.frame(payload, width: 80, height: 12)
    #expect(screen.scroll < 100)
    #expect(type("k"))
    let before = screen.frame(payload, width: 80, height: 12)
    #expect(before != end)
    for key in ["q", "Q", "\u{3}", "jq", ""] { #expect(type(key) == key.isEmpty) }
  }

  @Test func `a line is edited like elsewhere`() {
    var editor = LineEditor()
    editor.words = ["health_status", "help"]
    func type(_ text: String) -> LineEditor.Outcome {
      var last = LineEditor.Outcome.more
      for byte in text.utf8 { last = editor.take(byte) }
      return last
    }
    #expect(type("abc\u{7f}d\r") == .line("abd"))
    #expect(type("second\u{1b}[D\u{1b}[DX\r") == .line("secoXnd"))
    #expect(type("\u{1b}[A\u{1b}[A\r") == .line("abd"))
    #expect(type("he\t\t\r") == .line("he"))
    #expect(type("hea\t\r") == .line("health_status "))
    #expect(type("grün\r") == .line("grün"))
    #expect(type("\u{4}") == .end)
  }
}
