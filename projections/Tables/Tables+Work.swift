extension Tables {
  static let metrics = Table(
    "metrics", "The last value of a metric of a unit's attempt that counts.",
    key: ["study", "run", "stage", "unit", "name"], indexes: [["study", "name", "stage", "value"]],
    example: """
      SELECT m.run, m.value FROM metrics m WHERE m.study = 'wdbc-malignancy' \
      AND m.name = 'accuracy' \
      ORDER BY m.value DESC
      """,
    unitKey + [
      .text("name", "name"),
      .real("value", "value; null when it is not a number").optional,
      .text("special", "nan, inf or -inf, if SQL has no such value").optional,
      .int("attempt", "number of the attempt"),
      .int("reused", "1 when it is the result of a run of an earlier batch, and counts as none"),
    ] + origin)

  static let points = Table(
    "metric_points", "A metric as a stage reported it while it ran: a learning curve.",
    key: ["study", "run", "stage", "unit", "attempt", "name", "entry", "ordinal", "n"],
    example:
      "SELECT step, value FROM metric_points WHERE run = 'A-s1' AND name = 'loss' ORDER BY n",
    unitKey + [
      .int("attempt", "number of the attempt"), .text("name", "name"),
      .int("step", "step, where one was reported").optional,
      .real("value", "value; null when it is not a number").optional,
      .int("n", "number of the line within its batch"),
    ] + origin)

  static let attempts = Table(
    "attempts", "One process of a stage.", key: ["study", "run", "stage", "unit", "attempt"],
    example: "SELECT run, stage, error FROM attempts WHERE outcome NOT IN ('succeeded', 'running')",
    unitKey + [
      .int("attempt", "number, from 1"),
      .text("outcome", "running, succeeded, failed, timed_out, crashed or interrupted"),
      .int("exit", "exit code").optional, .int("signal", "signal that ended it").optional,
      .int("started", "when, in ns since 1970").optional,
      .int("elapsed", "from start to end, in ns").optional,
      .int("processor", "processor time in ns").optional,
      .int("memory", "largest resident set in bytes").optional,
      .text("command", "argument vector as a JSON list").optional,
      .text("directory", "directory, relative to the ledger's parent").optional,
      .text("error", "what went wrong").optional,
      .text("reused", "the attempt whose result it took over; then no process ran").optional,
    ] + origin)

  static let units = Table(
    "units", "Where one unit of a stage of a run stands.", key: ["study", "run", "stage", "unit"],
    example: "SELECT run, stage, reason FROM units WHERE phase = 'blocked'",
    unitKey + [
      .text("phase", "requested, running, succeeded, failed, retrying, blocked or skipped"),
      .text("reason", "why it is blocked or skipped").optional,
      .text("proposal", "what may help").optional,
    ] + origin)

  static let gates = Table(
    "gates", "The last judgement of a gate.", key: ["study", "run", "stage", "unit", "gate"],
    indexes: [["verdict"]],
    example: "SELECT run, stage, gate FROM gates WHERE verdict = 'FAIL'",
    unitKey + [
      .text("gate", "name"), .text("verdict", "PASS, WARN, FAIL or INCONCLUSIVE"),
      .text("accepted", "who accepted a warning").optional,
    ] + origin)

  static let checks = Table(
    "checks", "Every check of every judgement.", key: ["entry", "ordinal", "n"],
    example: "SELECT check_name, observed, operator, threshold FROM checks WHERE verdict = 'FAIL'",
    [
      .int("entry", "index of the entry"), .int("ordinal", "ordinal of the event in it"),
      .int("n", "place of the check in its gate"),
    ] + unitKey + [
      .text("gate", "name of the gate"), .text("check_name", "name of the check"),
      .real("observed", "what was observed").optional, .text("operator", "relation"),
      .real("threshold", "limit"), .text("verdict", "PASS, WARN, FAIL or INCONCLUSIVE"),
      .text("problem", "why nothing was observed").optional,
    ])

  static let artifacts = Table(
    "artifacts", "A file that an attempt left behind.",
    key: ["study", "run", "stage", "unit", "attempt", "kind", "path"], indexes: [["digest"]],
    example:
      "SELECT run, path, size FROM artifacts WHERE kind = 'output' ORDER BY size DESC LIMIT 10",
    unitKey + [
      .int("attempt", "number of the attempt"), .text("kind", "output or log"),
      .text("path", "relative to the attempt's directory"), .text("digest", "SHA-256 in hex"),
      .int("size", "bytes"), .int("kept", "1 when the ledger keeps the content"),
      .int("purged", "the entry that says that the content was erased on purpose").optional,
    ] + origin)
}
