import CCurl

/// One request to a server, by libcurl.
public enum HTTPPost {
  /// The longest answer, in bytes.
  static let sizeMax = 1 << 24

  /// What a server answered.
  public struct Answer {
    /// The status of HTTP.
    public let status: Int
    /// What came with it.
    public let body: [UInt8]
  }

  /// Posts a body; the error is a sentence.
  public static func send(
    _ url: String, headers: [String], body: [UInt8], milliseconds: Int
  ) throws(ModelError) -> Answer {
    guard !url.utf8.contains(0), !headers.contains(where: { $0.utf8.contains(10) }) else {
      throw ModelError(.unavailable, "an address or a header holds a line break")
    }
    var answer = unsafe rl_curl_answer()
    unsafe body.withUnsafeBufferPointer { bytes in
      let lines = headers.joined(separator: "\n")
      unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
        unsafe rl_curl_post(
          url, lines, characters.baseAddress, characters.count, milliseconds, sizeMax, &answer)
      }
    }
    defer { unsafe rl_curl_free(&answer) }
    guard unsafe answer.status != 0 else {
      let words = unsafe withUnsafeBytes(of: answer.problem) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw ModelError(.unavailable, "'\(url)': \(words)")
    }
    let bytes = unsafe answer.body.map { start in
      unsafe Array(UnsafeRawBufferPointer(start: start, count: answer.size))
    }
    return Answer(status: unsafe answer.status, body: bytes ?? [])
  }
}
