/// Inputs that are right or nearly so, from which others are made.
public enum FuzzSeeds {
  /// What is tried first of a reader; `seeds.py` has more of them, from files of the repository.
  public static func of(_ target: FuzzTarget) -> [String] {
    switch target {
    case .cbor, .entry: ["\u{1}", "ab", "\u{18}\u{18}", "bab"]
    case .note:
      [
        "example.com/log\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n"
          + "\u{2014} example.com/log AAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
          + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
      ]
    case .proof:
      [
        "c2sp.org/tlog-proof@v1\nextra AA==\nindex 0\n"
          + "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\nexample.com/log\n1\n"
          + "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n"
      ]
    case .yaml: ["a: 1\nb: [x, 'y', \"z\"]\n", "- {a: ~, b: 2026-01-01}\n", "|\n  text\n"]
    case .study:
      [
        "study: s\nobjective: o\nstages:\n  - name: a\n    run: [sh, -c, 'true']\n",
        "study: s\nobjective: o\nseed: 1\nparams: {n: 5}\nlevels: {A: {seeds: 2}, B: {}}\n"
          + "limits: {output: 1G, files: 10, log: 1M, memory: 1G, processes: 4}\n"
          + "stop: {success: \"a.m <= 0.5\"}\nstages:\n"
          + "  - name: a\n    run: [awk, -v, \"n=${params.n}\", 'BEGIN {}']\n    timeout: 5s\n"
          + "    confine: preferred\n    outputs: {x.json: blob}\n    gates:\n"
          + "      - {name: g, checks: [{metric: m, in: x.json, pass: \">= 0.1\"}]}\n",
      ]
    case .json:
      [
        "{\"a\":[1,-2.5e3,true,null,\"\\u00e9\\n\"],\"b\":{}}", "[]", "\"\\ud83d\\ude00\"",
        "9007199254740993",
      ]
    case .csv: ["a,b\n1,\"x \"\"y\"\"\"\n2,z\n", "a\r\n\"1\n2\"\r\n", "h\n"]
    case .events:
      [
        "{\"metric\":{\"name\":\"m\",\"value\":1.5}}\n{\"progress\":{\"done\":1}}\n",
        "{\"violation\":{\"severity\":\"major\",\"text\":\"t\"}}\n"
          + "{\"failure\":{\"class\":\"c\"}}\n",
        "{\"metric\":{\"name\":\"m\",\"value\":NaN}}\nnot json\n",
      ]
    case .directory: ["\u{50}", "a\0\0\0\nb\u{7f}ELF\ncx\n", "A\nB\nC\nk\nl\n"]
    case .expression, .filter:
      [
        "a.m <= 0.5 and not b.verdict == FAIL", "mean(a.m) > 1 or std(a.m) < 2e-3",
        "(a.m >= -1 and (b.n != 3 or a.x < 4))",
        "metrics.m > 0.5 and status = 'finished'", "params.n in (1, 2) or not tags.x like 'a%'",
        "seed is null or \"1st\".m >= 3",
      ]
    case .glob: ["**/*.csv\0a/b/c.csv", "a/[bc]?/**\0a/bx/y", "*\0.hidden", "a/../b\0b"]
    case .log: ["", "\0\0\0\0", String(repeating: "\0", count: 8_192)]
    }
  }
}
