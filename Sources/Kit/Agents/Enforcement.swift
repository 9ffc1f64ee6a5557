public import Codecs

/// What held an agent to its permission set while it worked.
public struct Enforcement: Sendable, Equatable {
  /// How it was done: `permission_layer`, `bubblewrap`, `landlock` or `none`.
  public let mechanism: String
  /// The version of the kernel's or program's interface.
  public var abi: Int?
  /// Whether paths were held to.
  public let filesystem: Bool
  /// Whether the network was closed, by what; `allowed` where the set allows it.
  public let network: String
  /// Whether processes could be started, by what; `allowed` where the set allows it.
  public let subprocesses: String
  /// Where modes, owners, times and attributes of files could not be changed.
  public let metadata: String
  /// Why less was enforced than the set demands.
  public var reason: String?

  /// What held an agent.
  public init(
    mechanism: String, abi: Int? = nil, filesystem: Bool, network: String, subprocesses: String,
    metadata: String, reason: String? = nil
  ) {
    self.mechanism = mechanism
    self.abi = abi
    self.filesystem = filesystem
    self.network = network
    self.subprocesses = subprocesses
    self.metadata = metadata
    self.reason = reason
  }

  /// What holds an agent inside this program: it has no other way to a file than through the layer.
  public static let permissionLayer = Enforcement(
    mechanism: "permission_layer", filesystem: true, network: "no_tool", subprocesses: "no_tool",
    metadata: "no_tool")

  /// The record of it.
  public var value: Value {
    var map: ValueMap = [
      "mechanism": .text(mechanism), "filesystem": .bool(filesystem), "network": .text(network),
      "subprocesses": .text(subprocesses), "metadata": .text(metadata),
    ]
    map["abi"] = abi.map { .int(Int64($0)) } ?? .null
    map["reason"] = reason.map { .text($0) } ?? .null
    return .map(map)
  }
}
