import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Town

@Suite struct ConsoleAuthTests {
  private let lines = """
    console_auth:
      enabled: true
      tokens:
        - {label: watcher, role: viewer, token: look}
        - {label: ops, role: admin, token_env: OPS_TOKEN}
    """
  private let environment = ["OPS_TOKEN": "act"]

  private func command(_ text: String) -> ConsoleCommand {
    ConsoleCommand.parse(text, mode: .viewer)
  }

  @Test func `a token is what lets in, and its role is the most it allows`() throws {
    let auth = try #require(try ConsoleAuth(town(lines).consoleAuth, environment: environment))
    let stranger = auth.admit(command("{\"name\":\"health_status\",\"mode\":\"admin\"}"))
    #expect(stranger.isUnauthorized)
    let wrong = auth.admit(command("{\"name\":\"help\",\"auth\":{\"token\":\"lookx\"}}"))
    #expect(wrong.isUnauthorized)
    let viewer = auth.admit(
      command("{\"name\":\"kill\",\"mode\":\"admin\",\"auth\":{\"token\":\"look\"}}"))
    #expect(!viewer.isUnauthorized && viewer.mode == .viewer && viewer.issuer == "watcher")
    let admin = auth.admit(
      command(
        "{\"name\":\"kill\",\"mode\":\"admin\",\"issuer\":\"x\",\"auth\":{\"token\":\"act\"}}"))
    #expect(!admin.isUnauthorized && admin.mode == .admin && admin.issuer == "ops")
    #expect(admin.token == nil)
    // Acting has to be asked for, whatever the token would allow.
    let careful = auth.admit(command("{\"name\":\"kill\",\"auth\":{\"token\":\"act\"}}"))
    #expect(careful.mode == .viewer)
  }

  @Test func `looking may be free`() throws {
    let settings = try town(lines + "\n  require_auth_for_viewer: false").consoleAuth
    let auth = try #require(try ConsoleAuth(settings, environment: environment))
    let free = auth.admit(command("{\"name\":\"kill\",\"mode\":\"admin\"}"))
    #expect(!free.isUnauthorized && free.mode == .viewer)
  }

  @Test func `a variable that is not set is named, and nothing is asked where it is off`() throws {
    let settings = try town(lines).consoleAuth
    let error = try #require(throws: StageError.self) {
      try ConsoleAuth(settings, environment: [:])
    }
    #expect(error.message.contains("console_auth.tokens[1]"))
    #expect(error.message.contains("OPS_TOKEN"))
    #expect(try ConsoleAuth(town().consoleAuth, environment: [:]) == nil)
  }

  @Test func `a control file asks for tokens, keeps none, and its audit plays again`() throws {
    let directory = try TemporaryDirectory()
    try StageFiles.write(directory.path("town.yaml"), Array("config_id: t\n\(lines)\n".utf8))
    func said(_ n: Int, _ text: String) -> String {
      JSON.string(["n": .int(Int64(n)), "text": .text(text)]) + "\n"
    }
    let kill = "{\"name\":\"kill\",\"args\":[\"a2\"],\"mode\":\"admin\",\"cmd_id\":\"k1\""
    let told =
      said(1, kill + "}") + said(2, kill + ",\"auth\":{\"token\":\"look\"}}")
      + said(3, kill + ",\"auth\":{\"token\":\"act\"}}")
      + said(4, "{\"name\":\"nonsense\",\"auth\":{\"token\":\"guess\"}}")
    try StageFiles.write(directory.path("control"), Array(told.utf8))
    func simulate(_ output: String, _ words: [String]) throws {
      _ = try ShardStep.run(
        ["--config", "town.yaml", "--ticks", "40", "-o", output] + words,
        environment: environment, directory: directory.path)
    }
    try simulate("a", ["--control", "control"])
    let audit = try StageFiles.read(directory.path("a/logs/console/commands.jsonl"))
    let codes = try audit.split(separator: 10).map { line in
      try JSON.decode(Array(line)).asMap?["error"]?.asMap?["code"]?.asText ?? "ok"
    }
    #expect(codes == ["unauthorized", "forbidden", "ok", "unauthorized"])
    for secret in ["look", "\"act\"", "guess"] {
      #expect(!String(decoding: audit, as: UTF8.self).contains(secret), "\(secret)")
    }
    try simulate("b", ["--commands", "a/logs/console/commands.jsonl"])
    #expect(
      try StageFiles.read(directory.path("b/state_hashes.txt"))
        == StageFiles.read(directory.path("a/state_hashes.txt")))
    // What the ledger hands over is signed there, and needs no token.
    try StageFiles.write(directory.path("told"), Array(said(1, kill + "}").utf8))
    _ = try ShardStep.run(
      ["--config", "town.yaml", "--ticks", "40", "-o", "c"],
      environment: environment.merging(["RUNLEDGER_CONTROL": "told"]) { $1 },
      directory: directory.path)
    let answers = try StageFiles.read(directory.path("told.answers"))
    #expect(String(decoding: answers, as: UTF8.self).contains("killed"))
  }
}
