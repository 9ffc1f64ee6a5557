import Codecs
import StageKit
import Testing

@testable import Town

/// Every key there is, one by one.
@Suite struct ConfigKeyTests {
  @Test func `every number has a range and is refused beyond it`() {
    let leaves = KeyProbe.leaves(of: TownConfig())
    #expect(leaves.count > 170)
    var tried = 0
    for leaf in leaves {
      var good: [Value] = []
      var bad: [Value] = ["x", [1, 2, 3]]
      switch leaf.kind {
      case .number(let range):
        good = [.double(range.lowerBound), .double(range.upperBound)]
        bad += [
          .double(range.lowerBound.nextDown), .double(range.upperBound.nextUp), .double(.nan),
        ]
      case .whole(let range):
        good = [.int(Int64(range.lowerBound)), .int(Int64(range.upperBound))]
        bad += [.int(Int64(range.lowerBound - 1)), .int(Int64(range.upperBound + 1)), 0.5]
      case .flag: (good, bad) = ([true, "off"], bad + [2])
      case .word(let words): (good, bad) = (words.map { .text($0) }, bad + [.text(words[0] + "x")])
      // Digits that would do for a hash too.
      case .text: (good, bad) = ([.text(String(repeating: "0", count: 64))], [[1]])
      case .texts: (good, bad) = ([["x"], []], ["x", [["x"]]])
      case .tile: (good, bad) = ([[1, 2]], ["x", [1], [1, 2, 3], [0.5, 1]])
      case .refused: bad = ["x", 1, true]
      }
      for value in good { #expect(!leaf.isRefused(value), "\(leaf.path): \(value)") }
      for value in bad { #expect(leaf.isRefused(value), "\(leaf.path): \(value)") }
      tried += good.count + bad.count
    }
    #expect(tried > 700)
  }

  /// The defaults and ranges that the town was specified with; what was made viable is left out.
  @Test(arguments: [
    ("rewards.needs_weights.hunger", "1", 0.5, 2), ("rewards.needs_weights.hygiene", "0.6", 0.2, 1),
    ("rewards.needs_weights.energy", "0.8", 0.4, 1.5),
    ("rewards.punctuality_bonus", "0.05", 0, 0.1),
    ("rewards.wage_rate", "0.01", 0, 0.05), ("rewards.survival_tick", "0.002", 0, 0.01),
    ("rewards.faint_penalty", "-1", -5, 0), ("rewards.eviction_penalty", "-2", -5, 0),
    ("rewards.clip.clip_per_tick", "1", 0.01, 1), ("rewards.clip.clip_per_episode", "50", 1, 200),
    ("rewards.clip.no_positive_within_death_ticks", "10", 0, 200),
    ("employment.grace_ticks", "5", 0, 120), ("employment.absent_cutoff", "30", 0, 600),
    ("employment.max_absent_shifts", "3", 0, 20), ("employment.attendance_window", "3", 1, 14),
    ("employment.daily_exit_cap", "2", 0, 50), ("employment.exit_queue_limit", "8", 0, 100),
    ("queue_fairness.cooldown_ticks", "60", 0, 600),
    ("queue_fairness.ghost_step_after", "3", 0, 100),
  ])
  func `a range is the one that was specified`(
    key: String, value: String, low: Double, high: Double
  ) throws {
    let row = try #require(ConfigWriter.rows(of: TownConfig()).first { $0.key == key })
    #expect(Double(row.value) == Double(value))
    let bounds = row.range.replacing(" to ", with: "|").split(separator: "|").map { Double($0) }
    #expect(bounds == [low, high])
  }

  @Test(arguments: [
    ("rewards.social.C1_chat_base", "0.01"), ("rewards.social.C1_coeff_trust", "0.3"),
    ("rewards.social.C1_coeff_fam", "0.2"), ("rewards.social.C2_avoid_conflict", "0.005"),
    ("economy.meal_cost", "0.4"), ("economy.cook_energy_cost", "0.05"),
    ("economy.cook_hygiene_cost", "0.02"), ("economy.wage_income", "0.02"),
    ("economy.ingredients_cost", "0.15"), ("economy.stove_stock_replenish", "2"),
    ("jobs.grocer.start_tick", "180"), ("jobs.grocer.end_tick", "360"),
    ("jobs.grocer.wage_rate", "0.02"), ("jobs.grocer.lateness_penalty", "0.1"),
    ("jobs.barista.start_tick", "400"), ("jobs.barista.end_tick", "560"),
    ("jobs.barista.wage_rate", "0.025"), ("jobs.barista.lateness_penalty", "0.12"),
    ("employment.absence_slack", "20"), ("employment.late_tick_penalty", "0.005"),
    ("employment.absence_penalty", "0.2"), ("employment.exit_review_window", "1440"),
    ("behavior.hunger_threshold", "0.4"), ("behavior.job_arrival_buffer", "20"),
    ("queue_fairness.age_priority_weight", "0.1"),
    ("conflict.rivalry.increment_per_conflict", "0.15"),
    ("conflict.rivalry.decay_per_tick", "0.005"), ("conflict.rivalry.min_value", "0"),
    ("conflict.rivalry.max_value", "1"), ("conflict.rivalry.avoid_threshold", "0.7"),
    ("conflict.rivalry.eviction_threshold", "0.05"), ("conflict.rivalry.max_edges", "6"),
    ("conflict.rivalry.ghost_step_boost", "1.5"), ("conflict.rivalry.handover_boost", "0.4"),
    ("conflict.rivalry.queue_length_boost", "0.25"),
    ("embedding_allocator.cooldown_ticks", "2000"),
    ("embedding_allocator.reuse_warning_threshold", "0.05"),
    ("embedding_allocator.max_slots", "64"), ("stability.affordance_fail_threshold", "5"),
    ("stability.lateness_threshold", "3"), ("stability.starvation.window_ticks", "1000"),
    ("stability.starvation.max_incidents", "0"), ("stability.starvation.hunger_threshold", "0.05"),
    ("stability.starvation.min_duration_ticks", "30"),
    ("stability.reward_variance.window_ticks", "1000"),
    ("stability.reward_variance.max_value", "0.25"),
    ("stability.reward_variance.min_samples", "20"),
    ("stability.option_thrash.window_ticks", "600"),
    ("stability.option_thrash.max_value", "0.25"), ("stability.option_thrash.min_samples", "10"),
    ("stability.promotion.required_passes", "2"), ("stability.promotion.window_ticks", "1000"),
    ("snapshot.autosave.retain", "3"), ("lifecycle.respawn_delay_ticks", "0"),
    ("policy_runtime.option_commit_ticks", "15"), ("training.bc.learning_rate", "0.001"),
    ("training.bc.batch_size", "64"), ("training.bc.epochs", "10"),
    ("training.anneal_accuracy_threshold", "0.9"), ("ppo.learning_rate", "0.0003"),
    ("ppo.clip_param", "0.2"), ("ppo.value_loss_coef", "0.5"), ("ppo.entropy_coef", "0.01"),
    ("ppo.num_epochs", "4"), ("ppo.mini_batch_size", "32"), ("ppo.num_mini_batches", "4"),
    ("ppo.gae_lambda", "0.95"), ("ppo.gamma", "0.99"), ("ppo.max_grad_norm", "0.5"),
    ("ppo.value_clip", "0.2"), ("telemetry.narration.global_cooldown_ticks", "30"),
    ("telemetry.narration.dedupe_window_ticks", "20"),
    ("telemetry.transport.max_buffer_bytes", "256000"),
    ("perturbations.max_concurrent", "2"), ("perturbations.global_cooldown_ticks", "240"),
    ("perturbations.per_agent_cooldown_ticks", "360"),
    ("perturbations.max_events_per_window", "2"),
  ])
  func `a default is the one that was specified`(key: String, value: String) throws {
    let row = try #require(ConfigWriter.rows(of: TownConfig()).first { $0.key == key })
    #expect(Double(row.value) == Double(value))
  }

  @Test func `a job without a wage pays the town's`() throws {
    let config = try town(
      "economy: {wage_income: 0.03}\njobs: {clerk: {start_tick: 100, end_tick: 200}}")
    #expect(config.jobs[0].group.wageRate == 0.03)
  }

  @Test func `a token is never written out`() throws {
    let lines = "console_auth: {enabled: true, tokens: [{label: ops, token: s3cret}]}"
    let config = try town(lines)
    #expect(!JSON.string(ConfigWriter.value(of: config)).contains("s3cret"))
    #expect(ConfigWriter.rows(of: config).allSatisfy { !$0.value.contains("s3cret") })
    #expect(config.digest == (try town(lines.replacing("s3cret", with: "other")).digest))
  }
}
