public import StageKit

extension Population {
  /// The verbs, in the order in which a study is made.
  public static let verbs: [DomainVerb] = [
    recorded(
      SpecStep.self, "spec TEXT -o FILE [--size N] [--attributes FILE]",
      example: "runledger population spec '500 commuters of Austin' -o base.yaml",
      [
        "Text and templates decide: the same text gives the same bytes. Words that no "
          + "template knows",
        "are answered by questions. What follows a '$' in double quotes is the shell's: "
          + "--text-file FILE.",
        "With --provider a model describes people; exchanges are stored and never repeated.",
      ], reads: ["text-file", "attributes", "catalogue"], writes: ["output"], asksModels: true),
    recorded(
      ExtendStep.self, "extend BASE -s TEXT -o FILE [--attributes FILE]",
      example: "runledger population extend base.yaml -s 'a congestion charge' -o population.yaml",
      ["Adds the attributes that a scenario needs before it happens; the base takes precedence."],
      reads: ["scenario-file", "attributes", "catalogue"], readsOperands: true, writes: ["output"],
      asksModels: true),
    recorded(
      SampleStep.self, "sample POPULATION -o FILE [-n N] [--seed N] [--profile NAME] [--report]",
      example: "runledger population sample population.yaml -o agents.json --seed 42",
      [
        "Gates 3A and 3B are reported; --profile names their rules, --benchmark a table of "
          + "real people."
      ], reads: ["benchmark"], readsOperands: true, writes: ["output", "csv"], hasSeed: true),
    recorded(
      NetworkStep.self, "network AGENTS -p POPULATION -o FILE [-c CONFIG] [--seed N]",
      example:
        "runledger population network agents.json -p population.yaml -o network.json --seed 42",
      [
        "Calibrated to degree, clustering and modularity by people's similarity. "
          + "Gate 4 is reported."
      ],
      reads: ["population", "network-config"], readsOperands: true,
      writes: ["output", "save-config"], hasSeed: true),
    DomainVerb(
      "persona", PersonaStep.summary,
      usage: "population persona POPULATION --agents AGENTS [-o FILE] [--show]",
      options: PersonaStep.options, operands: PersonaStep.operands,
      example: "runledger population persona population.yaml --agents agents.json --show"
    ) { (arguments) throws(StageError) in
      let file = arguments.operands[0]
      return .exec(
        StepRequest(
          step: "persona",
          files: StageFilesNamed(
            inputs: [file] + arguments.values("agents"),
            outputs: [arguments.value("output") ?? PersonaStep.defaultOutput(file)])))
    },
    DomainVerb(
      "scenario", ScenarioStep.summary,
      usage: "population scenario -p POPULATION -a AGENTS -n NETWORK [-d TEXT] [-o FILE]",
      details: ["Gate 5 is reported, with how many people each rule applies to."],
      options: ScenarioStep.options,
      example:
        "runledger population scenario -p population.yaml -a agents.json -n network.json -o "
        + "scenario.yaml"
    ) { (arguments) throws(StageError) in
      .exec(
        StepRequest(
          step: "scenario",
          files: StageFilesNamed(
            inputs: named(
              ["population", "agents", "network", "scenario-file", "catalogue"], arguments),
            outputs: [arguments.value("output") ?? "scenario.yaml"])))
    },
    recorded(
      EstimateStep.self, "estimate SCENARIO [-m MODEL] [--verbose]",
      example: "runledger population estimate scenario.yaml -m gpt-5-mini", [],
      reads: ["population", "agents", "network", "prices"], readsOperands: true,
      writes: ["output"]),
    DomainVerb(
      "simulate", SimulateStep.summary,
      usage: "population simulate SCENARIO -o DIR [--seed N] [-t N] [--chunk-size N]",
      details: [
        "The same command resumes; another seed or configuration is refused (exit code 11).",
        "Gate 6 is reported.",
      ], options: SimulateStep.options, operands: SimulateStep.operands,
      example: "runledger population simulate scenario.yaml -o results --seed 42"
    ) { (arguments) throws(StageError) in
      let directory = arguments.value("output") ?? "results"
      return .exec(
        StepRequest(
          step: "simulate",
          files: StageFilesNamed(
            inputs: arguments.operands
              + named(["persona", "population", "agents", "network"], arguments),
            outputs: ResultFiles.names.map { "\(directory)/\($0)" },
            optional: ModelAccess.files(arguments, keptIn: "\(directory)/exchanges"),
            seed: try arguments.int("seed", in: 0 ... .max))))
    },
    recorded(
      ResultsStep.self, "results DIR [--segment ATTRIBUTE] [--timeline] [--agent ID]",
      example: "runledger population results results --segment age:quantile4",
      [
        "Numbers can be binned: age:quantile4, or household_income:50000,100000.",
        "Several directories count as several seeds: shares come with intervals.",
      ], readsOperands: true, writes: ["output"]),
    DomainVerb(
      "report", ExperimentReportStep.summary,
      usage: "population report DIR --segment ATTRIBUTE --segment ATTRIBUTE [-o DIR]",
      details: [
        "Reads every 'meta.json' below the directory; variants are distinguished by what differs."
      ],
      options: ExperimentReportStep.options, operands: ExperimentReportStep.operands,
      example: "runledger population report runs --segment age:quantile4 --segment gender -o report"
    ) { (arguments) throws(StageError) in
      let home = arguments.value("output") ?? "."
      return .exec(
        StepRequest(
          step: "report",
          files: StageFilesNamed(
            inputs: arguments.operands + named(["network"], arguments),
            outputs: ["experiment-report.md", "by-seed.csv"].map { "\(home)/\($0)" })))
    },
    recorded(
      CalibrateStep.self, "calibrate TABLE -o FILE [--columns A,B,C]",
      example: "runledger population calibrate voters.csv -o attributes.yaml",
      ["Each column depends on the earlier one that is most informative about it."],
      readsOperands: true, writes: ["output"]),
    recorded(
      ScoreStep.self, "score TABLE --outcome COLUMN --demographics A,B [--with C,D]",
      example: "runledger population score voters.csv --outcome vote --demographics age,income",
      ["Log loss over five keyed folds, by multinomial logit."], readsOperands: true,
      hasSeed: true),
    recorded(
      ValidateStep.self, "validate FILE [--strict]",
      example: "runledger population validate scenario.yaml",
      ["A name that ends in scenario.yaml is a scenario, anything else a population."],
      readsOperands: true),
    DomainVerb(
      "config", ConfigStep.summary, usage: "population config show|set NAME VALUE|reset [NAME]",
      operands: ConfigStep.operands, example: "runledger population config show"
    ) { (_) throws(StageError) in .show(step: "config") },
  ]

  /// The files that options name.
  private static func named(_ options: [String], _ arguments: ParsedArguments) -> [String] {
    options.flatMap { arguments.values($0) }.filter { $0 != "-" }
  }

  private static func recorded(
    _ step: any Step.Type, _ usage: String, example: String, _ details: [String],
    reads: [String] = [], readsOperands: Bool = false, writes: [String] = [],
    hasSeed: Bool = false, asksModels: Bool = false
  ) -> DomainVerb {
    .step(step, of: name, details: details, example: example, usage: usage) {
      (arguments) throws(StageError) in
      StageFilesNamed(
        inputs: (readsOperands ? arguments.operands : []) + named(reads, arguments),
        outputs: named(writes, arguments),
        optional: asksModels
          ? ModelAccess.files(
            arguments, keptIn: ModelAccess.exchanges(of: arguments.value("output") ?? "")) : [],
        seed: hasSeed ? try arguments.int("seed", in: 0 ... .max) : nil)
    }
  }
}
