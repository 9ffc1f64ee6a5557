import Files
import StageKit
import TestKit
import Testing

@Suite struct StageEventsTests {
  @Test func `a metric that is no number is written as the ledger reads it`() throws {
    let scratch = try TemporaryDirectory()
    let events = StageEvents(environment: ["RUNLEDGER_EVENTS": "e"], directory: scratch.path)
    try events.metric("loss", 0.5, step: 3)
    try events.metric("loss", .nan)
    try events.metric("loss", -.infinity)
    let text = String(
      decoding: try FileSystem.readFile(scratch.path("e"), limit: 4096), as: UTF8.self)
    #expect(
      text == """
        {"metric":{"name":"loss","step":3,"value":0.5}}
        {"metric":{"name":"loss","value":"NaN"}}
        {"metric":{"name":"loss","value":"-Infinity"}}

        """)
  }

  @Test func `without a listener nothing is written`() throws {
    let events = StageEvents(environment: [:], directory: "nowhere")
    #expect(!events.isHeard)
    try events.note("nobody hears it")
  }
}
