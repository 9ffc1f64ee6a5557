/// A generated YAML file of a wanted length: a head, blocks of five lines, and a tail.
struct ConfigurationFile {
  /// The seed of the task that the files belong to.
  static let seed: Int64 = 43

  let name: String
  let lineCount: Int
  /// The member that holds the blocks.
  let root: String
  let blocks: [String]
  let members: [Member]
  /// The members that fill up the last lines.
  let limits: [String]

  /// A number or a word that a block has.
  enum Member {
    case number(String, ClosedRange<Int>)
    case word(String, [String])
  }

  /// The file's text, drawn from the numbers.
  func text(_ numbers: inout TaskNumbers) -> String {
    var lines = ["# settings of '\(root)', generated with seed \(Self.seed)", "\(root):"]
    var left = blocks[...]
    while lines.count + 1 + members.count <= lineCount, let block = left.popFirst() {
      lines.append("  \(block):")
      lines += members.map { "    \(line($0, &numbers))" }
    }
    for limit in limits where lines.count < lineCount {
      lines.append("  \(limit): \(numbers.within(10...5000))")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func line(_ member: Member, _ numbers: inout TaskNumbers) -> String {
    switch member {
    case .number(let name, let range): "\(name): \(numbers.within(range))"
    case .word(let name, let words): "\(name): \(numbers.one(of: words))"
    }
  }
}

extension ConfigurationFile {
  static var all: [ConfigurationFile] { [app, database, logging] }

  private static var app: ConfigurationFile {
    ConfigurationFile(
      name: "app.yaml", lineCount: 100, root: "services",
      blocks: [
        "accounts", "archive", "billing", "calendar", "catalogue", "checkout", "delivery",
        "export", "gateway", "images", "import", "invoices", "mail", "orders", "payments",
        "reports", "search", "sessions", "stock",
      ],
      members: [
        .word("enabled", ["true", "true", "true", "false"]),
        .number("port", 8000...8999), .number("timeout_ms", 100...9000), .number("retries", 0...5),
      ],
      limits: ["queue_limit", "request_limit", "upload_limit_kb"])
  }

  private static var database: ConfigurationFile {
    ConfigurationFile(
      name: "database.yaml", lineCount: 50, root: "pools",
      blocks: [
        "analytics", "audit", "catalogue", "customers", "events", "orders", "payments", "search",
        "sessions",
      ],
      members: [
        .word("role", ["primary", "replica", "replica"]), .number("connections", 4...64),
        .number("idle_seconds", 30...600), .number("statement_timeout_ms", 500...30000),
      ],
      limits: ["lock_wait_ms", "pool_wait_ms", "slow_query_ms"])
  }

  private static var logging: ConfigurationFile {
    ConfigurationFile(
      name: "logging.yaml", lineCount: 30, root: "loggers",
      blocks: ["access", "audit", "database", "jobs", "root"],
      members: [
        .word("level", ["debug", "info", "warning", "error"]),
        .word("target", ["file", "stderr", "socket"]), .number("rotate_mb", 1...100),
        .number("keep", 1...30),
      ],
      limits: ["buffer_lines", "flush_ms", "message_limit"])
  }
}
