import Codecs

/// What held an agent to its permission set while it worked.
struct Enforcement: Sendable, Equatable {
  /// How it was done: `permission_layer`, `bubblewrap`, `landlock` or `none`.
  let mechanism: String
  /// The version of the kernel's or program's interface.
  var abi: Int?
  /// Whether paths were held to.
  let filesystem: Bool
  /// Whether the network was closed, by what; `allowed` where the set allows it.
  let network: String
  /// Whether processes could be started, by what; `allowed` where the set allows it.
  let subprocesses: String
  /// Why less was enforced than the set demands.
  var reason: String?

  /// What holds the reference agent: it has no other way to a file than through the layer.
  static let permissionLayer = Enforcement(
    mechanism: "permission_layer", filesystem: true, network: "no_tool", subprocesses: "no_tool")

  /// The record of it.
  var value: Value {
    var map: ValueMap = [
      "mechanism": .text(mechanism), "filesystem": .bool(filesystem), "network": .text(network),
      "subprocesses": .text(subprocesses),
    ]
    map["abi"] = abi.map { .int(Int64($0)) } ?? .null
    map["reason"] = reason.map { .text($0) } ?? .null
    return .map(map)
  }
}
