extension Tables {
  static let violations = Table(
    "violations", "Something that should not have happened.", key: ["study", "violation"],
    example: "SELECT run, text FROM violations WHERE severity = 'critical' AND resolution IS NULL",
    [
      .text("study", "slug of the study"), .text("violation", "identifier"),
      .text("severity", "critical or non_critical"), .text("run", "the run").optional,
      .text("text", "what happened"), .text("action", "what was done about it"),
      .text("resolution", "how it was dealt with").optional,
      .int("recorded", "when, in ns since 1970"),
    ] + origin)

  static let decisions = Table(
    "decisions", "How it was decided to go on.", key: ["entry", "ordinal"],
    example: "SELECT stream, choice, rationale FROM decisions ORDER BY entry DESC LIMIT 5",
    origin + [
      .text("study", "slug of the study"), .text("stream", "what it is about"),
      .text("choice", "continue, adjust, stop or escalate"), .text("rationale", "why"),
      .text("author", "who"), .int("at", "when, in ns since 1970"),
    ])

  static let notes = Table(
    "notes", "A note or another statement.", key: ["entry", "ordinal"],
    example: "SELECT stream, text FROM notes WHERE kind = 'note'",
    origin + [
      .text("study", "slug of the study; empty for the ledger"),
      .text("stream", "what it is about"),
      .text("kind", "note, excluded, invalidated, abandoned, approval, override, ..."),
      .text("text", "the words"), .text("author", "who"), .int("at", "when, in ns since 1970"),
    ])

  static let candidates = Table(
    "candidates", "Something promotable that is not a run.", key: ["study", "candidate"],
    example: "SELECT candidate, state, source FROM candidates",
    [
      .text("study", "slug of the study"), .text("candidate", "identifier"),
      .text("state", "registered or rejected"), .text("digest", "SHA-256 in hex").optional,
      .text("source", "where it comes from").optional,
      .text("reasons", "why it was rejected, as a JSON list").optional,
    ] + origin)

  static let baselines = Table(
    "baselines", "A named pointer that promotion moves.", key: ["study", "baseline"],
    example: "SELECT baseline, subject FROM baselines",
    [
      .text("study", "slug of the study"), .text("baseline", "name"),
      .text("subject", "what it points at"), .int("moved", "when, in ns since 1970"),
    ] + origin)

  static let windows = Table(
    "windows", "A closed window of telemetry.", key: ["entry", "ordinal"],
    example: "SELECT baseline, window, streak FROM windows ORDER BY entry",
    origin + [
      .text("study", "slug of the study"), .text("baseline", "the baseline"),
      .int("window", "number of the window"), .text("subject", "what it observed").optional,
      .int("seen", "ticks that were observed").optional,
      .int("expected", "ticks that the window has").optional,
      .text("failed", "checks that did not hold, as a JSON list"),
      .int("streak", "windows in a row that passed").optional,
    ])

  static let promotions = Table(
    "promotions", "A promotion, a rollback or a refusal.", key: ["entry", "ordinal"],
    example: "SELECT decision, origin, subject, reason FROM promotions ORDER BY entry",
    [
      .int("entry", "index of the entry"), .int("ordinal", "ordinal of the event in it"),
      .text("study", "slug of the study"), .text("baseline", "the baseline"),
      .text("decision", "promote, rollback, refused or breached"),
      .text("origin", "what it pointed at").optional,
      .text("subject", "what it was to point at").optional,
      .text("grounds", "evidence, or what was missing, as a JSON list"),
      .text("reason", "why, if a reason was given").optional, .text("author", "who"),
      .int("at", "when, in ns since 1970"),
    ])

  static let commands = Table(
    "commands", "Every command, accepted or refused.", key: ["entry"], indexes: [["cmd_id"]],
    example: "SELECT name, author, result FROM commands ORDER BY entry DESC LIMIT 10",
    [
      .int("entry", "index of the entry"), .text("cmd_id", "idempotency key in hex"),
      .text("name", "name"), .text("author", "label of the key"), .text("role", "its role then"),
      .text("result", "accepted, or refused: CODE"), .int("at", "author's clock, in ns since 1970"),
      .int("events", "how many events it had"),
    ])

  static let events = Table(
    "events", "Every event: the index of streams.", key: ["stream", "entry", "ordinal"],
    example:
      "SELECT entry, ordinal, type FROM events WHERE stream = 'study/smallest' ORDER BY entry",
    [
      .text("stream", "the subject, such as run/STUDY/RUN"), .int("entry", "index of the entry"),
      .int("ordinal", "ordinal of the event in it"), .text("type", "type of the event"),
      .text("engine", "the engine that added it; empty for the decider"),
    ])

  static let concerns = Table(
    "concerns", "Which entries concern which study.", key: ["study", "entry"],
    example: "SELECT count(*) FROM concerns WHERE study = 'smallest'",
    [
      .text("study", "slug; empty for the ledger itself and its keys"),
      .int("entry", "index of the entry"),
    ])
}
