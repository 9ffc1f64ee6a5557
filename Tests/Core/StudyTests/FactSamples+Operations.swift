import Bytes
import Codecs
import Study

extension Fact {
  /// One fact of every type about batches, baselines, overrides and what is said to stages.
  static var operations: [Fact] {
    [
      .batchDeclared(BatchDeclared(manifest: .sample)),
      .batchClosed(BatchClosed(verdict: .warn, missing: ["report"])),
      .runInvalidated(
        RunInvalidated(reason: "stale artifacts", policy: "tier-1.5", promotions: ["@7.1"])),
      .runImported(RunImported(source: "runs.csv", facts: ["status": "success"])),
      .overrideGranted(
        OverrideGranted(
          flag: "ignore", value: true, scope: "stage work", stage: "work", reason: "diagnosis")),
      .overrideRevoked(
        OverrideRevoked(flag: "ignore", scope: "stage work", stage: "work", reason: "done")),
      .approvalSigned(
        ApprovalSigned(subject: "s1/sign-off", meaning: "fit", stage: "sign-off", unit: "")),
      .candidateRegistered(
        CandidateRegistered(digest: .sample(1), source: "training", facts: ["config_id": "v1"])),
      .candidateRejected(CandidateRejected(reasons: ["too slow"])),
      .windowClosed(
        WindowClosed(
          window: 3, values: ["lateness": 2.5], subject: "c1", seen: 999, expected: 1000,
          failed: ["lateness is 2.5"], streak: 1)),
      .canaryBreached(CanaryBreached(window: 4, checks: ["starvation is 1, wanted == 0"])),
      .baselinePromoted(
        BaselinePromoted(
          from: "a", to: "b", evidence: ["@1.2"], values: ["lateness": 1.5], reason: "better")),
      .baselineRolledBack(BaselineRolledBack(from: "b", to: "a", reason: "canary")),
      .promotionRefused(PromotionRefused(to: "b", reasons: ["no report"])),
      .stageTold(StageTold(id: .sample(), text: "pause")),
      .stageAnswered(StageAnswered(id: .sample(), text: "paused")),
      .reportPublished(ReportPublished(digest: .sample(2), size: 40)),
    ]
  }
}

extension BatchManifest {
  /// A batch with something in every field.
  static var sample: BatchManifest {
    var manifest = BatchManifest(
      batch: "b20260213-2140-baseline-v01", axes: [Axis(name: "threshold", values: [2, 3])],
      seeds: [42, 43])
    manifest.number = 2
    manifest.objective = "which threshold"
    manifest.scenario = "scn-v03"
    manifest.config = "cfg-v05"
    manifest.isFactorial = true
    manifest.overrides = [Parameter(name: "chunk", value: 50)]
    manifest.isLarge = true
    return manifest
  }
}
