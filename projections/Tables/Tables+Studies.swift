extension Tables {
  static let studies = Table(
    "studies", "A registered question.", key: ["study"],
    example: "SELECT study, state, metric FROM studies ORDER BY registered",
    [
      .text("study", "slug"), .text("objective", "the question"),
      .text("metric", "the metric that answers it").optional,
      .text("design", "single, exec, paired or sweep"),
      .text(
        "state", "open, halted, or how it ended: success, failure, inconclusive, completed, stopped"
      ),
      .int("revision", "number of the plan"),
      .int("post_hoc", "changes made when results were known"),
      .text("level", "the level reached").optional,
      .int("registered", "when, in ns since 1970"),
      .text("reason", "why it is halted or how it ended").optional,
    ] + origin)

  static let runs = Table(
    "runs", "One run of a study: a variant, a seed, a task, a level, as far as they apply.",
    key: ["study", "run"], indexes: [["planned"], ["study", "batch"]],
    example:
      "SELECT run, state, verdict FROM runs WHERE study = 'wdbc-malignancy' ORDER BY position",
    runKey + [
      .int("position", "place in the order in which the study's runs came into being"),
      .text("design", "the study's design"),
      .text("scope", "run; or pair, task, variant, batch, study"),
      .text("level", "level; empty without levels"), .text("batch", "batch").optional,
      .text("variant", "variant").optional, .text("task", "task").optional,
      .text("pair", "pair").optional, .int("seed", "seed"),
      .text("state", "planned, running, blocked, finished, locked, or what was said of it last"),
      .text("verdict", "worst verdict of its gates").optional,
      .int("planned", "when it came into being, in ns since 1970"),
      .int("started", "when its first process started").optional,
      .int("finished", "when its last stage was done").optional,
      .int("elapsed", "sum of its attempts' elapsed times in ns"),
      .text("statement", "abandoned, excluded, invalidated, corrected or imported, when said last")
        .optional,
      .int("locked", "1 when its facts are frozen"),
      .text("replaces", "the run that it corrects").optional,
      .text("replaced_by", "the run that corrects it").optional,
      .text("command", "the command line of an exec").optional,
      .int("revision", "revision of the plan under which it was planned last"),
      .int("bypassed", "1 when a guard is bypassed in it: not for production"),
      .text("reused", "the run whose results it took over first, where it took over any").optional,
    ] + origin)

  static let params = Table(
    "params", "A parameter with its value at a run.", key: ["study", "run", "name"],
    indexes: [["name", "number"]],
    example: "SELECT run, value FROM params WHERE study = 'wdbc-features' AND name = 'features'",
    runKey + [
      .text("name", "name"), .text("value", "value as text, lists as JSON"),
      .real("number", "value, where it is a number").optional,
      .int("position", "place in the study file"),
    ] + origin)

  static let tags = Table(
    "tags", "A tag of a run.", key: ["study", "run", "name"],
    example: "SELECT run FROM tags WHERE name = 'owner' AND value = 'kim'",
    runKey + [.text("name", "name"), .text("value", "value")] + origin)

  static let batches = Table(
    "batches", "A declared set of variants.", key: ["study", "batch"],
    example: "SELECT batch, verdict FROM batches WHERE study = 'wdbc-features'",
    [
      .text("study", "slug of the study"), .text("batch", "identifier"),
      .text("objective", "what it is for"), .text("scenario", "scenario revision").optional,
      .text("config", "configuration revision").optional,
      .int("declared", "when, in ns since 1970"),
      .text("verdict", "worst verdict of its runs, once closed").optional,
      .text("missing", "deliverables that it lacks, as a JSON list").optional,
    ] + origin)

  static let variants = Table(
    "variants", "A variant of a batch, or of a paired study.", key: ["study", "batch", "variant"],
    example: "SELECT variant FROM variants WHERE study = 'role-vs-goal'",
    [
      .text("study", "slug of the study"), .text("batch", "batch; empty in a paired study"),
      .text("variant", "name"),
    ] + origin)

  static let pairs = Table(
    "pairs", "Two runs that were compared.", key: ["study", "pair"],
    example: "SELECT pair, state FROM pairs WHERE state = 'rejected'",
    [
      .text("study", "slug of the study"), .text("pair", "identifier"),
      .text("state", "verified or rejected"),
      .text("differences", "in what they differ, as a JSON list").optional,
    ] + origin)
}
