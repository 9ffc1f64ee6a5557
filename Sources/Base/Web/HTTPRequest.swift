/// A request of HTTP/1.1, as much of it as a small service needs.
public struct HTTPRequest: Equatable, Sendable {
  /// Such as `POST`.
  public var method: String
  /// The path with its query, such as `/add-checkpoint`.
  public var path: String
  /// The content.
  public var body: [UInt8]

  /// The most bytes of the request line and the fields.
  static let headMax = 16_384

  /// Makes a request from its parts.
  public init(method: String, path: String, body: [UInt8]) {
    self.method = method
    self.path = path
    self.body = body
  }

  /// What stands before the content; nil when it is no request that is understood.
  struct Head: Equatable {
    var method: String
    var path: String
    var bodyBytes: Int

    /// Reads the bytes up to the empty line.
    init?(_ bytes: ArraySlice<UInt8>) {
      guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
      var lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)[...]
      let words = lines.popFirst()?.split(separator: " ", omittingEmptySubsequences: false) ?? []
      guard words.count == 3, words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0",
        words[1].hasPrefix("/")
      else { return nil }
      method = String(words[0])
      path = String(words[1])
      bodyBytes = 0
      var isGiven = false
      for line in lines {
        guard let colon = line.firstIndex(of: ":") else { return nil }
        let name = line[..<colon].lowercased()
        let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        // Two lengths, or a length that is not known before the end, are how requests are smuggled.
        if name == "transfer-encoding" || name == "content-length" && isGiven { return nil }
        if name == "content-length" {
          guard value.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int(value)
          else { return nil }
          bodyBytes = count
          isGiven = true
        }
      }
    }
  }
}

/// The answer to a request.
public struct HTTPResponse: Equatable, Sendable {
  /// Such as 200.
  public var status: Int
  /// The type of the content.
  public var type: String
  /// The content.
  public var body: [UInt8]

  /// Makes an answer of text.
  public init(_ status: Int, _ text: String, type: String = "text/plain; charset=utf-8") {
    self.status = status
    self.type = type
    body = Array(text.utf8)
  }

  /// The answer as it is sent; the connection ends behind it.
  var bytes: [UInt8] {
    let head =
      "HTTP/1.1 \(status) \(Self.words[status] ?? "Status")\r\nContent-Type: \(type)\r\n"
      + "Content-Length: \(body.count)\r\nConnection: close\r\n\r\n"
    return Array(head.utf8) + body
  }

  private static let words = [
    200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    408: "Request Timeout", 409: "Conflict", 413: "Content Too Large",
    422: "Unprocessable Content", 500: "Internal Server Error",
  ]
}
