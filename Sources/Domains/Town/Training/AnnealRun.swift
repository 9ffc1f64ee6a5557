import Codecs
import StageKit

/// One stage of an annealing: imitation, or learning by reward, with what it was held against.
struct AnnealStage: Sendable {
  var cycle = 0
  var mode = "ppo"
  var accuracy: Double?
  var threshold = 0.9
  var loss = 0.0
  var queueEvents = 0.0
  var intensity = 0.0
  var lossBaseline: Double?
  var queueBaseline: Double?
  var intensityBaseline: Double?
  var kl = 0.0
  var gradNorm = 0.0
  var entropy = 0.0

  /// Whether the examples were learned; of imitation only.
  var isLearned: Bool? { accuracy.map { $0 >= threshold } }
  /// The loss moved by more than a tenth since the stage before.
  var lossFlag: Bool {
    guard let before = lossBaseline, before != 0 else { return false }
    return abs(loss - before) / abs(before) > 0.10
  }
  /// Fewer quarrels than 85 % of before: nobody meets any more.
  var queueFlag: Bool { queueBaseline.map { queueEvents < 0.85 * $0 } ?? false }
  var intensityFlag: Bool { intensityBaseline.map { intensity < 0.85 * $0 } ?? false }

  var status: String {
    if isLearned == false { return "FAIL" }
    return lossFlag || queueFlag || intensityFlag ? "HOLD" : "PASS"
  }

  var value: Value {
    func number(_ value: Double?) -> Value { value.map { .double($0) } ?? .null }
    return [
      "anneal_cycle": .int(Int64(cycle)), "anneal_stage": .text(mode),
      "anneal_bc_accuracy": number(accuracy), "anneal_bc_threshold": .double(threshold),
      "anneal_bc_passed": isLearned.map { .bool($0) } ?? .null, "loss_total": .double(loss),
      "queue_conflict_events": .double(queueEvents),
      "queue_conflict_intensity_sum": .double(intensity),
      "anneal_loss_baseline": number(lossBaseline), "anneal_queue_baseline": number(queueBaseline),
      "anneal_intensity_baseline": number(intensityBaseline),
      "anneal_loss_flag": .bool(lossFlag), "anneal_queue_flag": .bool(queueFlag),
      "anneal_intensity_flag": .bool(intensityFlag), "kl_divergence": .double(kl),
      "grad_norm": .double(gradNorm), "batch_entropy_mean": .double(entropy),
      "status": .text(status),
    ]
  }

  /// Reads a stage back; a figure that is missing is not a number.
  init(_ fields: StageFields) throws(StageError) {
    func number(_ name: String) -> Double? {
      guard let value = fields.map[name], !value.isNull else { return nil }
      return value.asDouble ?? .nan
    }
    cycle = try fields.integer("anneal_cycle", default: 0)
    mode = try fields.text("anneal_stage")
    accuracy = number("anneal_bc_accuracy")
    threshold = number("anneal_bc_threshold") ?? 0.9
    loss = number("loss_total") ?? .nan
    queueEvents = number("queue_conflict_events") ?? .nan
    intensity = number("queue_conflict_intensity_sum") ?? .nan
    lossBaseline = number("anneal_loss_baseline")
    queueBaseline = number("anneal_queue_baseline")
    intensityBaseline = number("anneal_intensity_baseline")
    kl = number("kl_divergence") ?? .nan
    gradNorm = number("grad_norm") ?? .nan
    entropy = number("batch_entropy_mean") ?? .nan
  }

  init() {}
}

/// Whether the last stages of an annealing speak for a promotion.
struct AnnealDecision {
  /// `PROMOTE`, `HOLD` or `FAIL`.
  let status: String
  let reasons: [String]
  let shouldRollBack: Bool

  /// Judges the last three imitations and the last three stages of learning.
  ///
  /// What is missing or not a number speaks against.
  init(_ stages: [AnnealStage], requiredPasses: Int) {
    var holds: [String] = []
    var fails: [String] = []
    let imitations = stages.filter { $0.mode == "bc" }.suffix(3)
    let learnings = Array(stages.filter { $0.mode == "ppo" }.suffix(3))
    let accuracies = imitations.map { $0.accuracy ?? .nan }
    let mean = accuracies.reduce(0, +) / Double(accuracies.count)
    if accuracies.isEmpty {
      holds.append("no stage of imitation is on record")
    } else {
      if !accuracies.allSatisfy({ $0 >= 0.85 }) { fails.append("an accuracy is below 0.85") }
      if !(mean >= 0.90) { holds.append("the mean accuracy is \(mean), below 0.90") }
    }
    if learnings.isEmpty { holds.append("no stage of learning is on record") }
    for stage in learnings {
      let name = "cycle \(stage.cycle)"
      if stage.status == "FAIL" { fails.append("\(name) failed") }
      if !stage.loss.isFinite { fails.append("\(name): the loss is not a number") }
      if stage.lossFlag { holds.append("\(name): the loss moved by more than 10 %") }
      if let before = stage.queueBaseline, !Self.isNear(stage.queueEvents, before, 0.15) {
        holds.append("\(name): quarrels moved by more than 15 %")
      }
      if let before = stage.intensityBaseline, !Self.isNear(stage.intensity, before, 0.15) {
        holds.append("\(name): their intensity moved by more than 15 %")
      }
      if !(stage.kl <= 0.05) { holds.append("\(name): the divergence is above 0.05") }
      if !(stage.gradNorm <= 2.5) { holds.append("\(name): the gradient's norm is above 2.5") }
      if !stage.entropy.isFinite { holds.append("\(name): the entropy is not a number") }
    }
    for (former, later) in zip(learnings, learnings.dropFirst())
    where !(abs(later.entropy - former.entropy) <= 0.1) {
      holds.append("cycle \(later.cycle): the entropy moved by more than 0.1")
    }
    let passes = stages.reversed().prefix { $0.status == "PASS" }.count
    if passes < requiredPasses {
      holds.append("\(passes) of \(requiredPasses) stages in a row have passed")
    }
    func twice(_ isBad: (AnnealStage) -> Bool) -> Bool {
      learnings.count >= 2 && learnings.suffix(2).allSatisfy(isBad)
    }
    let lossTwice = twice { stage in
      stage.lossBaseline.map { $0 != 0 && (stage.loss - $0) / abs($0) > 0.15 } ?? false
    }
    let queueTwice = twice { stage in
      stage.queueBaseline.map { !Self.isNear(stage.queueEvents, $0, 0.20) } ?? false
    }
    shouldRollBack =
      accuracies.contains { !($0 >= 0.85) } || lossTwice || queueTwice
      || learnings.contains { $0.kl > 0.05 && $0.gradNorm > 2.5 }
    status = !fails.isEmpty ? "FAIL" : holds.isEmpty ? "PROMOTE" : "HOLD"
    reasons = fails + holds
  }

  private static func isNear(_ value: Double, _ before: Double, _ share: Double) -> Bool {
    before == 0 ? value == 0 : abs(value - before) / abs(before) <= share
  }
}
