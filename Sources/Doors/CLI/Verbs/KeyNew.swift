import Bytes
import Codecs
import Files
import Ledger
import Runtime
import StageKit

extension Verb {
  static let keyNew = Verb(
    name: "key new", summary: "create a key, and print what an admin needs to enroll it",
    usage: "key new [--role ROLE] [--label NAME] [--host HOST] [--key KEY]",
    details: [
      "The secret stays in your configuration directory. Send the output to an admin, who",
      "passes it to 'runledger key enroll'. It contains no secret. With --key nothing is created:",
      "the request is for a key that you already have, for example of another ledger.",
    ],
    options: [
      .value("role", nil, "ROLE", "viewer, runner, operator (the default) or admin"),
      .value("label", nil, "NAME", "the key's label"),
      .value("host", nil, "HOST", "the host that a runner's key belongs to"),
    ],
    example: "runledger key new --label alice > request.json"
  ) { invocation in
    let workspace = try invocation.reading()
    guard let config = invocation.configDirectory else {
      throw Failure(
        "key_file", "there is no directory for your keys", hint: "set $HOME", exit: .keyRefused)
    }
    let role = try invocation.arguments.value("role").map(Role.named) ?? .operator
    var host = invocation.arguments.value("host")
    if role == .runner, host == nil { host = Account.host() }
    let label =
      invocation.arguments.value("label") ?? host ?? Account.name(invocation.environment)
    let origin = workspace.ledger.origin
    let keyring = Keyring(configDirectory: config, passphrase: invocation.passphrase)
    let signer: Signer
    if let word = invocation.arguments.value("key") {
      signer = try keyring.signer(named: word)
    } else {
      signer = try Signer.generate(label: label)
      try keyring.add(signer, roleHint: role)
    }
    var choice = try keyring.choice(origin: origin)
    if role == .runner {
      choice.runner = choice.runner ?? signer.keyID
    } else {
      choice.person = choice.person ?? signer.keyID
    }
    try keyring.choose(choice, origin: origin)
    let request = KeyRequest(signer.enrolment(role: role, host: host, origin: origin))
    invocation.console.print(json: request.json)
    invocation.console.note("key \(signer.keyID.hex) is in \(keyring.path(of: signer.keyID))")
    return .done
  }
}

/// What an admin needs to enroll somebody's key: JSON on its way between people.
struct KeyRequest {
  var publicKey: [UInt8]
  var role: Role
  var label: String
  var host: String?
  var possession: [UInt8]

  init(_ enrolment: LedgerFact.Enrolment) {
    publicKey = enrolment.publicKey
    role = enrolment.role
    label = enrolment.label
    host = enrolment.host
    possession = enrolment.possession
  }

  /// The request in a file.
  init(reading path: String) throws {
    let wrong = Failure.usage(
      "'\(path)' is not what 'runledger key new' prints", hint: "ask the key's owner for it")
    let bytes = try FileSystem.readFile(path, limit: 1 << 16)
    guard let map = (try? JSON.decode(bytes))?.asMap,
      let publicKey = map["public_key"]?.asText.flatMap(Self.bytes),
      let role = map["role"]?.asText.flatMap(Role.init(rawValue:)),
      let label = map["label"]?.asText,
      let possession = map["possession"]?.asText.flatMap(Self.bytes)
    else { throw wrong }
    self.publicKey = publicKey
    self.role = role
    self.label = label
    self.host = map["host"]?.asText
    self.possession = possession
  }

  /// The arguments of `enroll_key`.
  var arguments: ValueMap {
    var map: ValueMap = [
      "public_key": .bytes(publicKey), "role": .text(role.rawValue), "label": .text(label),
      "possession": .bytes(possession),
    ]
    if let host { map["host"] = .text(host) }
    return map
  }

  /// The request as it is printed: bytes in hexadecimal.
  var json: Value {
    var map = arguments
    map["kid"] = .text(KeyID(publicKey: publicKey).hex)
    return .map(map)
  }

  private static func bytes(_ hex: String) -> [UInt8]? { Hex.decode(hex) }
}

extension Role {
  /// The role of a name.
  static func named(_ word: String) throws -> Role {
    if let role = Role(rawValue: word) { return role }
    let words = Role.allCases.map(\.rawValue).joined(separator: ", ")
    throw Failure.usage("there is no role '\(word)'", hint: "there are \(words)")
  }
}
