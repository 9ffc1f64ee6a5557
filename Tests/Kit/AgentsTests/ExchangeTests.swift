import Codecs
import Files
import TestKit
import Testing

@testable import Agents

@Suite struct ExchangeTests {
  static let request: Value = ["model": "m", "messages": []]

  @Test func `what was asked once is answered from its file`() throws {
    let directory = try TemporaryDirectory()
    let store = ExchangeStore(directory.path("exchanges"))
    #expect(try store.answer(to: Self.request) == nil)
    try store.keep(Self.request, ["choices": []])
    #expect(try store.answer(to: Self.request) == ["choices": []])
    #expect(try store.answer(to: ["model": "other"]) == nil)
    let name = ExchangeStore.name(of: Self.request)
    #expect(FileSystem.exists(directory.path("exchanges/\(name).json")))
  }

  @Test func `a file that holds another exchange is refused`() throws {
    let directory = try TemporaryDirectory()
    let store = ExchangeStore(directory.path)
    try store.keep(Self.request, ["choices": []])
    let name = ExchangeStore.name(of: Self.request)
    let other: Value = ["request": ["model": "x"], "response": ["choices": []]]
    try FileSystem.writeAtomically(directory.path("\(name).json"), JSON.encode(other))
    #expect(throws: ModelError.self) { try store.answer(to: Self.request) }
  }

  @Test func `objects are found within fences, and nothing else is one`() {
    #expect(ChatModel.object(in: "```json\n{\"a\": 1}\n```") == ["a": 1])
    #expect(ChatModel.object(in: "sorry") == nil)
    #expect(ChatModel.object(in: "} {") == nil)
  }

  @Test func `kept answers are checked, and told what is wrong with them`() throws {
    let directory = try TemporaryDirectory()
    let store = ExchangeStore(directory.path, isSealed: true)
    let model = ChatModel(base: "http://127.0.0.1:9", key: "", store: store)
    let first = [ChatModel.Message("user", "how much?")]
    func reply(_ content: String) -> Value {
      [
        "choices": [["message": ["content": .text(content)]]],
        "usage": ["prompt_tokens": 7, "completion_tokens": 3],
      ]
    }
    let wrong = "{\"n\": \"many\"}"
    try store.keep(ChatModel.request("m", first, seed: 1), reply(wrong))
    let check: (ValueMap) -> String? = { $0["n"]?.asInt == nil ? "'n' is not a number" : nil }
    #expect(throws: ModelError.self) { try model.ask("m", first, seed: 1, check: check) }
    let second =
      first + [
        .init("assistant", wrong),
        .init(
          "user", "That cannot be used: 'n' is not a number. Answer with the JSON object only."),
      ]
    try store.keep(ChatModel.request("m", second, seed: 1), reply("{\"n\": 4}"))
    let answer = try model.ask("m", first, seed: 1, check: check)
    #expect(answer.object == ["n": 4] && answer.sent == 0)
    #expect(answer.inputTokens == 14 && answer.outputTokens == 6)
  }

  @Test func `nobody at the other end is said, with the address`() throws {
    let directory = try TemporaryDirectory()
    let model = ChatModel(
      base: "http://127.0.0.1:9", key: "", store: ExchangeStore(directory.path),
      requestsPerMinute: 1_000_000, attempts: 1, patience: 2000)
    do {
      _ = try model.ask("m", [.init("user", "x")], seed: 1) { _ in nil }
      Issue.record("somebody answered")
    } catch {
      #expect(error.kind == .unavailable && error.description.contains("127.0.0.1:9"))
    }
  }
}
