extension HelpText {
  /// A page that is about no single verb.
  struct Topic: Sendable {
    /// How it is asked for.
    var name: String
    /// The page.
    var text: String
  }

  /// The pages that are about no single verb.
  static let topics = [
    Topic(name: "exit-codes", text: exitCodes),
    Topic(name: "environment", text: environment),
    Topic(name: "files", text: files),
  ]

  private static var exitCodes: String {
    let rows = ExitCode.meanings.map { row in
      "  \(Printable.padded("\(row.code.rawValue)", 3, right: true))  \(row.meaning)"
    }
    return
      (["exit codes", ""] + rows + [
        "", "'exec' returns its command's own code. With --json, errors are printed as",
        "  {\"error\": {\"code\", \"message\", \"hint\", \"exit\"}}",
      ]).joined(separator: "\n")
  }

  private static let environment = """
    environment

      RUNLEDGER_DIR    the ledger, instead of the nearest in a parent directory; --ledger wins
      RUNLEDGER_KEY    the signing key: its label, or the start of its id; --key wins
      RUNLEDGER_PASSPHRASE_FILE
                       a file or pipe with the passphrase of keys encrypted by 'key protect'
      XDG_CONFIG_HOME  the directory with runledger/keys (default: $HOME/.config)
      RUNLEDGER_PAGER  the pager for terminal output (default: PAGER, then less); cat: none
      NO_COLOR         no colours
      CLICOLOR_FORCE   colours even if the output is not a terminal
      COLUMNS          the line width if the output is not a terminal

    environment of a stage: PATH, HOME, LANG=C, TMPDIR, what its study requires, and

      RUNLEDGER_STUDY, _RUN_ID, _STAGE, _UNIT, _ATTEMPT, _SEED, _LEVEL, _VARIANT, _TASK, _PAIR
      RUNLEDGER_FENCE    the attempt's token, by which its processes are found and terminated
      RUNLEDGER_CONTEXT  a JSON file: parameters, inputs and outputs, resolved
      RUNLEDGER_EVENTS   a file to append lines of JSON to: metrics, notes, progress
      RUNLEDGER_CONTROL  a file to which 'runledger tell' appends lines of JSON; the stage answers
                         in the file of the same name with .answers added
    """

  private static let files = """
    files

      .runledger/log/      the signed log: the record itself
      .runledger/blobs/    stored files, by digest
      .runledger/views/    caches; can be deleted at any time
      runs/STUDY/          files derived from the record; 'runledger export' rewrites them
        registry.csv         the runs and their status
        progress.csv         of a paired study: the pairs and their status
        gates.csv            every check of every gate
        violations.log       violations and how they were resolved
        report.md, .html     the study's report
        SHA256SUMS           digests of the files above; sha256sum -c checks them
        RUN/manifest.json    a run's specification, environment and outcome
        RUN/RUN_STATE.json   its current state
        RUN/stages/          one file per stage
        RUN/logs/            logs of events, checks and decisions
      $XDG_CONFIG_HOME/runledger/keys/   your secret keys, one per file, mode 0600
    """
}
