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

      RUNLEDGER_DIR    the ledger, instead of the nearest one above; --ledger goes before it
      RUNLEDGER_KEY    the key that signs: its label, or the start of its id; --key goes before it
      RUNLEDGER_PASSPHRASE_FILE
                       a file, or a pipe, with the passphrase of keys that 'key protect' closed
      XDG_CONFIG_HOME  where runledger/keys lies; else $HOME/.config
      RUNLEDGER_PAGER  what shows long output on a terminal; else PAGER, else less; cat is none
      NO_COLOR         no colours
      CLICOLOR_FORCE   colours, also where no terminal is
      COLUMNS          how wide a line is, where no terminal says

    what a stage sees: PATH, HOME, LANG=C, TMPDIR, what its study requires, and

      RUNLEDGER_STUDY, _RUN_ID, _STAGE, _UNIT, _ATTEMPT, _SEED, _LEVEL, _VARIANT, _TASK, _PAIR
      RUNLEDGER_FENCE    the attempt's token, by which its processes are found when it has to end
      RUNLEDGER_CONTEXT  a JSON file: parameters, inputs and outputs, resolved
      RUNLEDGER_EVENTS   a file to which it may append lines of JSON: metrics, notes, progress
      RUNLEDGER_CONTROL  a file in which 'runledger tell' writes lines of JSON for it; it answers
                         in the file of the same name and .answers
    """

  private static let files = """
    files

      .runledger/log/      the signed log: the record itself
      .runledger/blobs/    kept files, by digest
      .runledger/views/    caches; may be removed at any time
      runs/STUDY/          what follows from the record; 'runledger export' writes it again
        registry.csv         the runs
        progress.csv         what is done
        gates.csv            every gate that was judged
        violations.log       what should not have happened
        report.md, .html     the study's report
        SHA256SUMS           digests of the files above; sha256sum -c checks them
        RUN/manifest.json    what a run was made of and what came out
        RUN/RUN_STATE.json   where it stands
        RUN/stages/          one file a stage
        RUN/logs/            what happened, what was checked, what was decided
      $XDG_CONFIG_HOME/runledger/keys/   your secret keys, one a file, mode 0600
    """
}
