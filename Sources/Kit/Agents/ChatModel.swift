public import Codecs
import Files

/// A language model behind an interface like OpenAI's: `POST BASE/chat/completions`.
///
/// Every exchange is kept, and a request that was answered before is never sent again. Requests are
/// paced below the provider's limits; what is busy or broken (429, 5xx, no answer) is tried again.
public struct ChatModel: Sendable {
  /// One thing that was said.
  public struct Message: Equatable, Sendable {
    /// `system`, `user` or `assistant`.
    public let role: String
    /// The text.
    public let content: String

    public init(_ role: String, _ content: String) { (self.role, self.content) = (role, content) }
  }

  /// An object that a model gave, and what it took.
  public struct Reply: Sendable {
    public let object: ValueMap
    /// Tokens that were read, over all attempts.
    public let inputTokens: Int
    /// Tokens that were written, over all attempts.
    public let outputTokens: Int
    /// How often something was sent; 0 when everything was kept.
    public let sent: Int
  }

  /// The address before `/chat/completions`.
  public let base: String
  /// The provider's key; empty for a server that asks for none.
  private let key: String
  /// Where exchanges are kept.
  public let store: ExchangeStore
  /// The most requests a minute.
  public let requestsPerMinute: Int
  /// How often something is asked that cannot be used, or is not answered.
  public let attempts: Int
  /// How long one answer may take, in milliseconds.
  public let patience: Int

  public init(
    base: String, key: String, store: ExchangeStore, requestsPerMinute: Int = 500,
    attempts: Int = 3, patience: Int = 120_000
  ) {
    self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
    self.key = key
    self.store = store
    self.requestsPerMinute = max(1, requestsPerMinute)
    self.attempts = max(1, attempts)
    self.patience = patience
  }

  /// Asks for a JSON object until `check` finds nothing wrong with it.
  ///
  /// What `check` says is told to the model, which tries again.
  public func ask(
    _ model: String, _ messages: [Message], seed: Int64,
    check: (ValueMap) -> String?
  ) throws(ModelError) -> Reply {
    var messages = messages
    var input = 0
    var output = 0
    var sent = 0
    var problem = ""
    for _ in 0..<attempts {
      let request = Self.request(model, messages, seed: seed)
      let response: Value
      if let kept = try store.answer(to: request) {
        response = kept
      } else {
        guard !store.isSealed else {
          throw ModelError(
            .notKept,
            "exchange \(ExchangeStore.name(of: request).prefix(16)) is not stored, and no "
              + "request may be made"
          )
        }
        response = try send(request)
        sent += 1
        try store.keep(request, response)
      }
      let usage = response.asMap?["usage"]?.asMap
      input += Int(usage?["prompt_tokens"]?.asInt ?? 0)
      output += Int(usage?["completion_tokens"]?.asInt ?? 0)
      let text = Self.content(response) ?? ""
      if let object = Self.object(in: text) {
        guard let wrong = check(object) else {
          return Reply(object: object, inputTokens: input, outputTokens: output, sent: sent)
        }
        problem = wrong
      } else {
        problem = "the answer is no JSON object"
      }
      messages += [
        Message("assistant", text),
        Message("user", "That cannot be used: \(problem). Answer with the JSON object only."),
      ]
    }
    throw ModelError(.unusable, "model '\(model)' gave no usable answer: \(problem)")
  }

  /// The request as it is sent and kept.
  static func request(_ model: String, _ messages: [Message], seed: Int64) -> Value {
    [
      "model": .text(model), "temperature": 0, "seed": .int(seed),
      "response_format": ["type": "json_object"],
      "messages": .array(
        messages.map { ["role": .text($0.role), "content": .text($0.content)] }),
    ]
  }

  private func send(_ request: Value) throws(ModelError) -> Value {
    var headers = ["Content-Type: application/json", "Expect:"]
    if !key.isEmpty { headers.append("Authorization: Bearer \(key)") }
    var last = ModelError(.unavailable, "'\(base)' was not asked")
    for attempt in 0..<attempts {
      // One after the other, never faster than the provider allows; longer after every failure.
      Clock.sleep(nanoseconds: UInt64(60_000_000_000 / requestsPerMinute) << UInt64(attempt))
      let answer: HTTPPost.Answer
      do throws(ModelError) {
        answer = try HTTPPost.send(
          "\(base)/chat/completions", headers: headers, body: JSON.encode(request),
          milliseconds: patience)
      } catch {
        last = error
        continue
      }
      if answer.status == 200 {
        guard let value = try? JSON.decode(answer.body) else {
          last = ModelError(.unavailable, "'\(base)' answered with what is not JSON")
          continue
        }
        return value
      }
      let words = String(decoding: answer.body.prefix(200), as: UTF8.self)
      last = ModelError(
        answer.status == 429 || answer.status >= 500 ? .unavailable : .refused,
        "'\(base)' answered \(answer.status): \(words)")
      if last.kind == .refused { throw last }
    }
    throw last
  }

  private static func content(_ response: Value) -> String? {
    response.asMap?["choices"]?.asArray?.first?.asMap?["message"]?.asMap?["content"]?.asText
  }

  /// The object in a text, also where a fence of code stands around it.
  static func object(in text: String) -> ValueMap? {
    guard let start = text.firstIndex(of: "{"), let end = text.lastIndex(of: "}"), start < end
    else { return nil }
    return (try? JSON.decode(Array(text[start...end].utf8)))?.asMap
  }
}
