import Bytes
import Codecs
import Crypto
import Files
import StageKit

/// What an execution starts from: the brief, the input files as recorded, and the variant.
struct TaskMaterial: Sendable {
  /// A file of the task with its bytes.
  struct Input: Sendable {
    let file: TaskSpecification.InputFile
    let bytes: [UInt8]
  }

  let brief: TaskSpecification
  /// What the agent finds as its task: the specification without what it must not see.
  let specification: [UInt8]
  /// In the order of the specification.
  let inputs: [Input]
  let variant: [UInt8]
  let variantFile: VariantFile

  /// Reads what a run is to start from.
  ///
  /// Whatever is not what was registered, or not what was recorded in the directory of the
  /// snapshot, is an error that names it.
  init(
    task: TrialContext.Task, variant: TrialContext.Variant, snapshot: String
  ) throws(StageError) {
    let whole = try task.json("spec.json")
    let redacted = TaskSpecification.redacted(whole)
    brief = try TaskSpecification(redacted, "'\(task.file)/spec.json'")
    specification = JSON.encode(redacted, pretty: true)
    try require(
      brief.id == task.id, "'\(task.file)/spec.json' describes \(brief.id), not \(task.id)")
    let nested = PathName.join(snapshot, "inputs")
    let directory = FileSystem.exists(nested) ? nested : snapshot
    var inputs: [Input] = []
    for file in brief.files {
      let bytes = try StageFiles.read(PathName.join(directory, file.input))
      try require(
        SHA256.hash(bytes).hex == file.digest,
        "the snapshot's '\(file.input)' is not what task '\(task.id)' says; rerun from the stage "
          + "that takes the snapshot")
      inputs.append(Input(file: file, bytes: bytes))
    }
    self.inputs = inputs
    (variantFile, self.variant) = try VariantFile.read(variant)
    guard try variantFile.id == variant.id else {
      throw .invalid(
        "variant '\(variant.file)' calls itself '\(try variantFile.id)', not '\(variant.id)'")
    }
  }
}
