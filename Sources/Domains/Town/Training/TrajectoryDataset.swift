import Codecs
import Crypto
import Bytes
import Files
import StageKit

/// Trajectories in files: arrays of NumPy, their description, and a manifest with digests.
enum TrajectoryDataset {
  private static let arrays = [
    "map", "features", "actions", "old_log_probs", "value_preds", "rewards", "dones",
  ]

  /// Writes trajectories below a directory; the SHA-256 of the manifest.
  static func write(
    _ trajectories: [Trajectory], _ config: TownConfig, source: String, to directory: String
  ) throws(StageError) -> String {
    var manifest: [Value] = []
    let shape = TownEnvironment(config).shape
    for (index, trajectory) in trajectories.enumerated() {
      let name = "sample-\(index)"
      let steps = trajectory.steps
      let count = steps.count
      var values = steps.map(\.value)
      if let bootstrap = trajectory.bootstrap { values.append(bootstrap) }
      let files: [(String, [UInt8])] = [
        ("map", NPY.encode(steps.flatMap(\.observation.map), [count, shape.map])),
        ("features", NPY.encode(steps.flatMap(\.observation.features), [count, shape.features])),
        ("actions", NPY.encode(steps.map(\.action), [count])),
        ("old_log_probs", NPY.encode(steps.map(\.logProb), [count])),
        ("value_preds", NPY.encode(values, [values.count])),
        ("rewards", NPY.encode(steps.map(\.reward), [count])),
        ("dones", NPY.encode(steps.map { $0.done ? 1.0 : 0 }, [count])),
      ]
      var digests = ValueMap()
      for (array, bytes) in files {
        try StageFiles.write(PathName.join(directory, "\(name)/\(array).npy"), bytes)
        digests[array] = .text(SHA256.hash(bytes).hex)
      }
      let rewards = steps.map(\.reward)
      let sum = rewards.reduce(0, +)
      let meta: Value = [
        "feature_names": .array(AgentObservation.featureNames.map { .text($0) }),
        "config_id": .text(config.configID), "source": .text(source),
        "timesteps": .int(Int64(count)), "reward_sum": .double(sum),
        "reward_mean": .double(sum / Double(max(1, count))),
        "observation_variant": .text(config.features.systems.observations.rawValue),
      ]
      let bytes = JSON.encode(meta, pretty: true)
      try StageFiles.write(PathName.join(directory, "\(name)/meta.json"), bytes)
      digests["meta"] = .text(SHA256.hash(bytes).hex)
      manifest.append([
        "sample": .text(name), "meta": .text("\(name)/meta.json"), "sha256": .map(digests),
      ])
    }
    let bytes = JSON.encode(.array(manifest), pretty: true)
    try StageFiles.write(PathName.join(directory, "manifest.json"), bytes)
    return SHA256.hash(bytes).hex
  }

  /// Reads a manifest's trajectories; a file that changed, arrays that do not fit together and
  /// features without the conflict ones are refused.
  static func read(_ path: String, _ config: TownConfig) throws(StageError) -> [Trajectory] {
    let directory = PathName.parent(path)
    let entries = try require(StageFiles.readJSON(path).asArray, "'\(path)' is no list of samples")
    try require(!entries.isEmpty, "'\(path)' names no sample")
    let shape = TownEnvironment(config).shape
    var trajectories: [Trajectory] = []
    for entry in entries {
      let fields = try StageFields(entry, "'\(path)'")
      let name = try fields.text("sample")
      try require(
        !PathName.escapes(name, base: directory),
        "'\(path)' names '\(name)', outside of its directory")
      let digests = try fields.map("sha256")
      let folder = PathName.join(directory, name)
      let meta = try StageFiles.readFields(PathName.join(folder, "meta.json"))
      let names = try meta.texts("feature_names")
      for needed in ["rivalry_max", "rivalry_avoid_count"] where !names.contains(needed) {
        throw .invalid("sample '\(name)' has no feature '\(needed)'")
      }
      try require(
        names == AgentObservation.featureNames, "sample '\(name)' has other features than this town"
      )
      var read: [(extents: [Int], numbers: [Double])] = []
      for array in arrays {
        let file = PathName.join(folder, "\(array).npy")
        if let digest = digests[array]?.asText, try StageFiles.digest(file) != digest {
          throw .invalid("'\(file)' was changed since the manifest was written")
        }
        read.append(try NPY.read(file))
      }
      trajectories.append(try trajectory(read, shape, name))
    }
    return trajectories
  }

  private static func trajectory(
    _ read: [(extents: [Int], numbers: [Double])], _ shape: (map: Int, features: Int, actions: Int),
    _ name: String
  ) throws(StageError) -> Trajectory {
    let count = read[2].numbers.count
    let values = read[4].numbers
    try require(
      read[0].extents == [count, shape.map] && read[1].extents == [count, shape.features]
        && read[3].numbers.count == count && read[5].numbers.count == count
        && read[6].numbers.count == count && (values.count == count || values.count == count + 1),
      "the arrays of sample '\(name)' have unequal lengths")
    var trajectory = Trajectory()
    for step in 0..<count {
      let action = Int(read[2].numbers[step])
      try require(
        (0..<shape.actions).contains(action), "sample '\(name)' has the unknown action \(action)")
      let map = read[0].numbers[step * shape.map..<(step + 1) * shape.map].map { Float($0) }
      let features = read[1].numbers[step * shape.features..<(step + 1) * shape.features]
      trajectory.steps.append(
        Transition(
          observation: AgentObservation(map: map, features: features.map { Float($0) }),
          action: action, logProb: read[3].numbers[step], value: values[step],
          reward: read[5].numbers[step], done: read[6].numbers[step] != 0))
    }
    if values.count == count + 1 { trajectory.bootstrap = values[count] }
    return trajectory
  }

  /// What the scripted rules decide in some episodes, as examples to imitate.
  static func scripted(_ config: TownConfig, seed: Int64, episodes: Int) -> [Trajectory] {
    var environment = TownEnvironment(config)
    var all: [Trajectory] = []
    for episode in 0..<episodes {
      environment.begin(seed: seed &* 1_000_003 &+ Int64(episode))
      var trajectories: [Trajectory] = []
      while let actor = environment.next() {
        while trajectories.count <= actor { trajectories.append(Trajectory()) }
        let reward = environment.collect(actor)
        if !trajectories[actor].steps.isEmpty {
          trajectories[actor].steps[trajectories[actor].steps.count - 1].reward += reward
        }
        let action = environment.scripted(actor)
        trajectories[actor].steps.append(
          Transition(
            observation: environment.observe(actor), action: action, logProb: 0, value: 0))
        environment.act(actor, action)
      }
      for actor in trajectories.indices where !trajectories[actor].steps.isEmpty {
        let last = trajectories[actor].steps.count - 1
        trajectories[actor].steps[last].reward += environment.collect(actor)
        trajectories[actor].steps[last].done = true
        all.append(trajectories[actor])
      }
    }
    return all
  }
}
