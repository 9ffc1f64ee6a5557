import CPOSIX
public import Files
import Glibc

/// Answers requests of HTTP/1.1 on 127.0.0.1, one connection after the other and one request a
/// connection.
///
/// Everything is bounded: bytes of a request, and how long anybody may take to send one. Nobody
/// beyond this machine reaches it; what stands before it may.
public struct LoopbackServer: ~Copyable {
  /// The port it listens on.
  public let port: Int
  private let listener: Descriptor
  private let bodyMax: Int

  /// How long a request may take to arrive, and an answer to be taken, in milliseconds.
  private static let patience: Int32 = 5_000
  /// How many connections wait while one is answered.
  private static let waitingMax: Int32 = 64

  /// Listens on a port; 0 takes any that is free.
  ///
  /// A request with a content of more than `bodyMax` bytes is refused.
  public init(port: Int, bodyMax: Int) throws(FileError) {
    let number = rl_listen_loopback(Int32(port), Self.waitingMax)
    guard number >= 0 else {
      throw FileError(operation: "listen on", path: "127.0.0.1:\(port)", errno: Glibc.errno)
    }
    listener = Descriptor(taking: number, path: "127.0.0.1:\(port)")
    self.port = Int(rl_socket_port(number))
    self.bodyMax = bodyMax
  }

  /// Answers `count` connections, or all that ever come.
  ///
  /// Errors: those of waiting for a connection; one that breaks is only over.
  public func serve(
    _ count: Int? = nil, _ answer: (HTTPRequest) -> HTTPResponse
  ) throws(FileError) {
    var answered = 0
    while answered < count ?? .max {
      let number = rl_accept(listener.number, Self.patience)
      guard number >= 0 else {
        let error = Glibc.errno
        // The other side may be gone again before it is let in.
        if [EINTR, ECONNABORTED, EPROTO].contains(error) { continue }
        throw FileError(operation: "accept on", path: listener.path, errno: error)
      }
      let connection = Descriptor(taking: number, path: "connection")
      try? answerOne(connection, answer)
      answered += 1
    }
  }

  private func answerOne(
    _ connection: borrowing Descriptor, _ answer: (HTTPRequest) -> HTTPResponse
  ) throws(FileError) {
    let response: HTTPResponse
    switch try read(connection) {
    case .success(let request): response = answer(request)
    case .failure(let refusal): response = refusal.response
    }
    try connection.write(response.bytes)
    _ = rl_end_sending(connection.number)
  }

  /// Why a request is not answered.
  private struct Refusal: Error {
    var response: HTTPResponse

    init(_ status: Int, _ reason: String) { response = HTTPResponse(status, reason + "\n") }
  }

  private func read(
    _ connection: borrowing Descriptor
  ) throws(FileError) -> Result<HTTPRequest, Refusal> {
    let deadline = Clock.monotonic() + UInt64(Self.patience) * 1_000_000
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    var head: (value: HTTPRequest.Head, end: Int)?
    while true {
      if head == nil, let end = Self.headEnd(bytes) {
        guard let value = HTTPRequest.Head(bytes[..<end]) else {
          return .failure(Refusal(400, "the request cannot be parsed"))
        }
        guard value.bodyBytes <= bodyMax else {
          return .failure(Refusal(413, "more than \(bodyMax) bytes"))
        }
        head = (value, end + 4)
      }
      if let head, bytes.count >= head.end + head.value.bodyBytes {
        let body = Array(bytes[head.end..<head.end + head.value.bodyBytes])
        return .success(
          HTTPRequest(method: head.value.method, path: head.value.path, body: body))
      }
      if head == nil, bytes.count > HTTPRequest.headMax {
        return .failure(Refusal(400, "the fields of the request are too long"))
      }
      guard Clock.monotonic() < deadline else { return .failure(Refusal(408, "too slow")) }
      let count = try connection.read(into: &buffer)
      if count == 0 { return .failure(Refusal(400, "the request is cut short")) }
      bytes += buffer[..<count]
    }
  }

  /// Where the empty line begins.
  private static func headEnd(_ bytes: [UInt8]) -> Int? {
    let mark: [UInt8] = [0x0d, 0x0a, 0x0d, 0x0a]
    guard bytes.count >= mark.count else { return nil }
    return (0...bytes.count - mark.count).first { bytes[$0..<$0 + 4].elementsEqual(mark) }
  }
}
