import Codecs
import Files
import StageKit

/// Weights and moments between two cycles, so that a training that was ended goes on bit for bit.
enum TrainingState {
  private static let magic = "runledger town training 1"
  private static let name = "training-state.bin"

  /// Saves the state after a cycle: old or new, never half.
  static func write(
    _ directory: String, _ trainer: Trainer, epoch: Int, logSize: Int, _ config: String
  ) throws(StageError) {
    let learner = trainer.learner
    let header: Value = [
      "epoch": .int(Int64(epoch)), "log_size": .int(Int64(logSize)), "config": .text(config),
      "seed": .int(trainer.seed), "steps": .int(Int64(learner.steps)),
    ]
    let bytes =
      Array("\(magic)\n\(JSON.string(header))\n".utf8)
      + PolicyCheckpoint.bytes(of: learner.network.weights + learner.first + learner.second)
    do throws(FileError) {
      try FileSystem.writeAtomically(PathName.join(directory, name), bytes, sync: false)
    } catch { throw StageError(error) }
  }

  /// Puts a saved state into a trainer; nil where none was saved.
  static func read(
    _ directory: String, _ trainer: inout Trainer, _ config: String
  ) throws(StageError) -> (epoch: Int, logSize: Int)? {
    let path = PathName.join(directory, name)
    guard FileSystem.exists(path) else { return nil }
    func fail(_ why: String) -> StageError { StageError(.invalid, "'\(path)': \(why)") }
    let (header, rest) = try PolicyCheckpoint.lines(StageFiles.read(path), magic, fail)
    let fields = try StageFields(header, "'\(path)'")
    guard try fields.text("config") == config, try fields.integer("seed") == Int(trainer.seed)
    else { throw fail("it is of another configuration or seed; remove it to begin anew") }
    let counts = trainer.learner.network.weights.map(\.count)
    guard let arrays = PolicyCheckpoint.arrays(counts + counts + counts, from: rest) else {
      throw fail("it is cut short")
    }
    let size = counts.count
    trainer.learner.network.weights = Array(arrays[..<size])
    trainer.learner.first = Array(arrays[size..<2 * size])
    trainer.learner.second = Array(arrays[(2 * size)...])
    trainer.learner.steps = try fields.integer("steps")
    return (try fields.integer("epoch"), try fields.integer("log_size"))
  }
}
