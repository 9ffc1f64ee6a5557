import Bytes
import Codecs
import Crypto
import StageKit

/// Trained weights with what they are of.
struct PolicyCheckpoint: Sendable {
  var network: Network
  var configID = ""
  var variant = "hybrid"
  var seed = 0
  var epochs = 0
  /// Whether the same seed gives these weights again.
  var isReproducible = true

  /// The first line of the file.
  static let magic = "runledger town policy 1"

  /// The SHA-256 of the weights, little-endian singles in the order of the parts.
  var policyHash: String { SHA256.hash(Self.bytes(of: network.weights)).hex }

  /// Singles as little-endian bytes.
  static func bytes(of arrays: [[Float]]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(arrays.reduce(0) { $0 + $1.count * 4 })
    for array in arrays {
      for value in array {
        let bits = value.bitPattern
        bytes.append(UInt8(truncatingIfNeeded: bits))
        bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
        bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
        bytes.append(UInt8(truncatingIfNeeded: bits >> 24))
      }
    }
    return bytes
  }

  /// Singles from little-endian bytes; nil when there are too few or too many.
  static func arrays(_ counts: [Int], from bytes: ArraySlice<UInt8>) -> [[Float]]? {
    guard bytes.count == counts.reduce(0, +) * 4 else { return nil }
    var offset = bytes.startIndex
    return counts.map { count in
      (0..<count).map { _ in
        let bits =
          UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8 | UInt32(bytes[offset + 2]) << 16
          | UInt32(bytes[offset + 3]) << 24
        offset += 4
        return Float(bitPattern: bits)
      }
    }
  }

  /// What the weights are of, as the second line of the file has it.
  var header: ValueMap {
    [
      "config_id": .text(configID), "observation_variant": .text(variant),
      "seed": .int(Int64(seed)), "epochs": .int(Int64(epochs)),
      "reproducible": .bool(isReproducible), "map": .int(Int64(network.shape.map)),
      "features": .int(Int64(network.shape.features)),
      "actions": .int(Int64(network.shape.actions)), "hidden": .int(Int64(network.shape.hidden)),
      "policy_hash": .text(policyHash),
    ]
  }

  /// The file: two lines, then the weights.
  var file: [UInt8] {
    Array("\(Self.magic)\n\(JSON.string(.map(header)))\n".utf8) + Self.bytes(of: network.weights)
  }

  /// Reads a checkpoint.
  static func read(_ path: String) throws(StageError) -> PolicyCheckpoint {
    let bytes = try StageFiles.read(path)
    func fail(_ why: String) -> StageError {
      StageError(.invalid, "'\(path)' is no checkpoint of a town: \(why)")
    }
    let (header, rest) = try lines(bytes, magic, fail)
    let fields = try StageFields(header, "'\(path)'")
    let shape = NetworkShape(
      map: try fields.integer("map"), features: try fields.integer("features"),
      actions: try fields.integer("actions"), hidden: try fields.integer("hidden"))
    let isSensible = [shape.map, shape.features, shape.actions, shape.hidden].allSatisfy {
      (1...65_536).contains($0)
    }
    guard isSensible else { throw fail("its shape makes no sense") }
    let counts = Network.Part.allCases.map { part in
      let (rows, columns) = Network.extent(part, shape)
      return rows * columns
    }
    guard let weights = arrays(counts, from: rest), let network = Network(shape, weights: weights)
    else { throw fail("it is cut short or too long") }
    var checkpoint = PolicyCheckpoint(network: network)
    checkpoint.configID = try fields.text("config_id")
    checkpoint.variant = try fields.text("observation_variant")
    checkpoint.seed = try fields.integer("seed")
    checkpoint.epochs = try fields.integer("epochs")
    checkpoint.isReproducible = try fields.flag("reproducible")
    guard try fields.text("policy_hash") == checkpoint.policyHash else {
      throw fail("its weights are not those it was saved with")
    }
    return checkpoint
  }

  /// The header after the magic line, and the bytes behind it.
  static func lines(
    _ bytes: [UInt8], _ magic: String, _ fail: (String) -> StageError
  ) throws(StageError) -> (Value, ArraySlice<UInt8>) {
    let newline = UInt8(ascii: "\n")
    guard bytes.starts(with: Array("\(magic)\n".utf8)),
      let end = bytes[(magic.utf8.count + 1)...].firstIndex(of: newline)
    else { throw fail("it does not begin with '\(magic)'") }
    guard let header = try? JSON.decode(Array(bytes[(magic.utf8.count + 1)..<end])) else {
      throw fail("its second line is no JSON")
    }
    return (header, bytes[(end + 1)...])
  }

  /// Refuses a checkpoint that was trained to see something else.
  func require(_ config: TownConfig, _ path: String) throws(StageError) {
    let variant = config.features.systems.observations.rawValue
    guard self.variant == variant else {
      throw StageError(
        .invalid, "observation variant of '\(path)': expected \(variant), got \(self.variant)")
    }
    let (channels, width) = AgentObservation.shape(config.features.systems)
    guard network.shape.map == channels * width * width,
      network.shape.features == AgentObservation.featureNames.count,
      network.shape.actions == Goal.allCases.count
    else { throw StageError(.invalid, "'\(path)' has the shape of another town") }
  }
}
