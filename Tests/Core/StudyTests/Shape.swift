import Codecs
import Study

/// A record inside events, for the catalogue; a test holds the names to a sample's.
struct Shape {
  /// A field of it.
  struct Field {
    var name: String
    var kind: String
    var isOptional: Bool
    var summary: String
  }

  var name: String
  var summary: String
  var fields: [Field]
  /// Maps that have all the fields between them.
  var samples: [ValueMap]

  /// Every record, the plan first.
  static var all: [Shape] { plans + baselines + stages + results }

  private static func must(_ name: String, _ kind: String, _ summary: String) -> Field {
    Field(name: name, kind: kind, isOptional: false, summary: summary)
  }

  private static func may(_ name: String, _ kind: String, _ summary: String) -> Field {
    Field(name: name, kind: kind, isOptional: true, summary: summary)
  }
}

extension Shape {
  private static var plans: [Shape] {
    let plan = Plan.full
    return [
      Shape(
        name: "Plan", summary: "What a study is going to do, symbolically.",
        fields: [
          must("study", "text", "the slug"), must("objective", "text", "the question"),
          may("metric", "text", "the metric that answers it"),
          must("seed", "integer", "study seed"),
          may("seeds", "list", "seeds given outright, one run each"),
          may("inputs", "list", "inputs: `name`, `pattern` and `files`, a list of file pins"),
          may("code", "list", "file pins of what every attempt finds in its directory"),
          may("params", "list", "parameters"), must("levels", "list", "levels, smallest first"),
          may("requires", "map", "`commands`, `disk_bytes`, `environment`: what has to be there"),
          may("budget", "map", "`runtime_ns`, `memory_bytes`, `retries`: what may be spent"),
          may("stop", "map", "`success` and `failure`: conditions"),
          may("refused_pins", "list", "circumstances that must not change"),
          may("recorded_pins", "list", "circumstances that are recorded"),
          must("design", "text", "the kind of study"), may("stages", "list", "stages"),
          may("baselines", "list", "named pointers that promotion moves"),
          may("notify", "list", "a program to run on blocked, halted and finished"),
        ], samples: [plan.record, Plan.small { $0.baselines = [.sample] }.record]),
      Shape(
        name: "File pin", summary: "A file as it was.",
        fields: [
          must("path", "text", "relative to the study file"),
          must("digest", "digest", "of its content"), must("size", "integer", "bytes"),
        ], samples: [FilePin.sample().record]),
      Shape(
        name: "Parameter", summary: "A parameter with its value.",
        fields: [
          must("name", "text", "its name"), must("value", "value", "number, text, bool or list"),
          may("bypass", "bool", "whether leaving the default needs an override"),
        ], samples: plan.params.map(\.record)),
      Shape(
        name: "Level", summary: "A scope in which the same stages run.",
        fields: [
          must("name", "text", "empty in a study without levels"),
          may("params", "list", "parameters that differ here"),
          may("seeds", "list", "seeds given outright"),
          may("seed_count", "integer", "how many seeds to derive"),
        ], samples: plan.levels.map(\.record)),
    ]
  }

  private static var baselines: [Shape] {
    let baseline = BaselinePlan.sample
    return [
      Shape(
        name: "Baseline", summary: "A named pointer, and what a promotion needs.",
        fields: [
          must("name", "text", "its name"),
          must("needs_gates", "bool", "whether the gates of a batch have to have passed"),
          must("needs_report", "bool", "whether a batch needs a report"),
          must("needs_deliverables", "bool", "whether a batch needs what its sweep delivers"),
          must("needs_no_violation", "bool", "whether no critical violation may be open"),
          must("windows", "integer", "how many windows in a row have to have passed"),
          may("ticks", "integer", "how many ticks a window has"),
          may("metric", "text", "`stage.metric`, which must not be worse"),
          may("lower_is_better", "bool", "whether less of it is better"),
          may("tolerance", "number", "by how much it may be worse"),
          may("canary", "list", "canary checks"),
          must("rollback", "text", "propose or automatic"),
        ], samples: [baseline.record]),
      Shape(
        name: "Canary check", summary: "What a value of a window is held to.",
        fields: [
          must("metric", "text", "the value's name"),
          must("threshold", "text", "threshold such as `<= 0.25`"),
          must("relative", "bool", "whether the limit is a multiple of the baseline's value"),
        ], samples: baseline.canary.map(\.record)),
    ]
  }

  private static var stages: [Shape] {
    let stage = StagePlan.full
    return [
      Shape(
        name: "Stage",
        summary: "A process, what it reads and writes, and what is checked after it.",
        fields: [
          must("name", "text", "unique in the study"),
          may("per", "text", "study, batch, variant, task or pair; run when left out"),
          may("run", "list", "argument vector with `${...}` references"),
          may("inputs", "list", "`name`, and `study` or `stage` with `output`"),
          may("foreach", "list", "axes: `name`, and `values` or `param`"),
          may("params", "list", "parameters it may see besides those that `run` names"),
          may("outputs", "list", "`path`, `keep`"), may("timeout_ns", "integer", "time limit"),
          may("continues", "bool", "whether an attempt goes on in the former one's directory"),
          may("working_directory", "text", "instead of a directory of its own"),
          may("retry", "map", "`attempts`, `for`, `backoff_ns`"), may("gates", "list", "gates"),
          may("when", "text", "condition without which it is skipped"),
          may("approve", "map", "`role`, `not_author`: it waits for a person"),
        ], samples: [stage.record, StagePlan.approval.record]),
      Shape(
        name: "Gate", summary: "A named set of checks.",
        fields: [
          must("name", "text", "unique in its stage"), must("checks", "list", "checks"),
          may("profile", "text", "the set of gates that it belongs to"),
        ],
        samples: (stage.gates + [.sample]).map(\.record)),
      Shape(
        name: "Check", summary: "What is observed, and which values are good enough.",
        fields: [
          must("kind", "text", "exists, metric, coverage, rows, distinct, schema or stability"),
          may("path", "text", "an output"), may("metric", "text", "a metric's name"),
          may("column", "text", "a column of a CSV output"),
          may("input", "text", "the input whose rows are covered"),
          may("stage", "text", "the stage whose metric is to be stable"),
          may("statistic", "text", "mean, std, min, max or count"),
          may("map", "text", "the schema map that the rule is of"),
          may("rule", "map", "a rule of a schema map"),
          must("pass", "text", "threshold such as `>= 0.85`"),
          may("warn", "text", "weaker threshold"),
        ], samples: (stage.gates + [.sample]).flatMap(\.checks).map(\.record)),
      Shape(
        name: "Schema rule", summary: "What has to hold for the rows of a table.",
        fields: [
          must("rule", "text", "required, range, exclusive, hard or soft"),
          may("columns", "list", "of required and exclusive: the columns"),
          may("column", "text", "of a range: the column"),
          may("low", "number", "of a range: the lower limit"),
          may("high", "number", "of a range: the upper limit"),
          may("if", "text", "the rows concerned, such as `age <= 17`; all, otherwise"),
          may("then", "text", "what holds for them"),
          may("share", "number", "of a soft rule: for how large a share"),
        ], samples: SchemaRule.samples.map(\.record)),
    ]
  }

  private static var results: [Shape] {
    [
      Shape(
        name: "Stale unit", summary: "A unit whose recorded result no longer counts as it did.",
        fields: [
          must("stage", "text", "the stage"), must("unit", "text", "the unit's key"),
          must("why", "text", "what changed"), must("action", "text", "redo, judge or drop"),
        ],
        samples: [StaleUnit(stage: "a", unit: "", why: "changed", action: .redo).record]),
      Shape(
        name: "Bypass", summary: "A guard that is bypassed in a run, under a grant.",
        fields: [
          must("flag", "text", "the guarded parameter"),
          must("value", "value", "its value under the grant"),
          may("run", "text", "the run for which it was granted; for all, otherwise"),
          may("stage", "text", "the stage for which it was granted; for all, otherwise"),
          may("granted_at", "list", "entry and ordinal of `override.granted`"),
        ], samples: [GrantState.sample.record]),
      Shape(
        name: "Option", summary: "One of the ways out of blocked work, with what it costs.",
        fields: [
          must("label", "text", "A, B, C"), must("action", "text", "what would be done"),
          must("trade_off", "text", "what speaks for it, and what against"),
          may("command", "text", "the command that does it"),
        ], samples: [BlockOption.sample.record]),
      Shape(
        name: "Output", summary: "A file that an attempt left behind.",
        fields: [
          must("path", "text", "relative to the attempt's directory"),
          must("digest", "digest", "of its content"), must("size", "integer", "bytes"),
          must("kept", "bool", "whether the ledger keeps the content"),
        ],
        samples: [OutputRecord(path: "a", digest: .sample(1), size: 1, kept: true).record]),
      Shape(
        name: "Observation", summary: "What a check saw in an attempt's files.",
        fields: [
          must("gate", "text", "the gate"), must("check", "text", "the check's name"),
          may("value", "number", "what was observed"),
          may("problem", "text", "why nothing could be observed"),
        ],
        samples: [Observation(gate: "g", check: "c", value: 1, problem: "p").record]),
      Shape(
        name: "Metric", summary: "A number that a stage reported.",
        fields: [must("name", "text", "its name"), must("value", "number", "always float64")],
        samples: [MetricValue(name: "m", value: 1).record]),
      Shape(
        name: "Check result", summary: "A check with its verdict.",
        fields: [
          must("name", "text", "the check's name"), may("observed", "number", "what was observed"),
          must("operator", "text", "the relation that decided"),
          must("threshold", "number", "the limit that decided"),
          must("verdict", "text", "PASS, WARN or FAIL"),
          may("problem", "text", "why nothing was observed"),
        ],
        samples: [
          CheckResult(
            name: "c", observed: 1, comparison: .less, threshold: 1, verdict: .fail, problem: "p"
          ).record
        ]),
    ]
  }
}
