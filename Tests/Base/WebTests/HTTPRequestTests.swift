import Testing

@testable import Web

/// What a small service understands of HTTP, and what it refuses.
@Suite struct HTTPRequestTests {
  private func head(_ lines: String...) -> HTTPRequest.Head? {
    HTTPRequest.Head(Array(lines.joined(separator: "\r\n").utf8)[...])
  }

  @Test func `a request line and a length are read`() {
    let read = head("POST /add-checkpoint HTTP/1.1", "Host: x", "content-LENGTH:  12")
    #expect(read?.method == "POST")
    #expect(read?.path == "/add-checkpoint")
    #expect(read?.bodyBytes == 12)
    #expect(head("GET / HTTP/1.0")?.bodyBytes == 0)
  }

  @Test func `what could be read in two ways is refused`() {
    #expect(head("GET /") == nil)
    #expect(head("GET  / HTTP/1.1") == nil)
    #expect(head("GET http://x/ HTTP/1.1") == nil)
    #expect(head("GET / HTTP/2") == nil)
    #expect(head("POST / HTTP/1.1", "Content-Length: 1", "Content-Length: 1") == nil)
    #expect(head("POST / HTTP/1.1", "Content-Length: -1") == nil)
    #expect(head("POST / HTTP/1.1", "Content-Length: 1, 2") == nil)
    #expect(head("POST / HTTP/1.1", "Content-Length: 99999999999999999999") == nil)
    #expect(head("POST / HTTP/1.1", "Transfer-Encoding: chunked") == nil)
    #expect(head("POST / HTTP/1.1", "no colon") == nil)
  }

  @Test func `an answer states its length and ends the connection`() {
    let text = String(
      decoding: HTTPResponse(409, "7\n", type: "text/x.tlog.size").bytes, as: UTF8.self)
    #expect(text.hasPrefix("HTTP/1.1 409 Conflict\r\nContent-Type: text/x.tlog.size\r\n"))
    #expect(text.hasSuffix("Content-Length: 2\r\nConnection: close\r\n\r\n7\n"))
  }

  @Test func `a port that is taken is an error with its name`() throws {
    let server = try LoopbackServer(port: 0, bodyMax: 10)
    #expect(server.port > 0)
    #expect(throws: (any Error).self) {
      _ = try LoopbackServer(port: server.port, bodyMax: 10).port
    }
  }
}
