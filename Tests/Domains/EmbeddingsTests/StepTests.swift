import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Embeddings

@Suite struct StepTests {
  private let directory: TemporaryDirectory
  private let data: String

  init() throws {
    directory = try TemporaryDirectory()
    data = try Vectors.path("docs/studies/pbmc-dendritic/data/wdbc")
  }

  @discardableResult
  private func run(_ words: String...) throws -> Int32 {
    try Embeddings.run(
      step: words[0], Array(words.dropFirst()), environment: [:], directory: directory.path)
  }

  private var source: [String] { ["--data", data, "--tag", "all", "--min-genes", "20"] }

  private func call(_ step: String, _ words: [String]) throws -> Int32 {
    // A later tag takes the place of the usual one.
    let source = words.contains("--tag") ? ["--data", data, "--min-genes", "20"] : source
    return try Embeddings.run(
      step: step, source + words, environment: [:], directory: directory.path)
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    try StageFiles.read(directory.path(path))
  }

  private let labels = [
    "--label", "diagnosis", "--positive", "malignant", "--patient", "quarter",
  ]

  @Test func `plan 0 fits what is missing, and chooses K`() throws {
    let words = ["--methods", "pca,nmf", "--ks", "2,4", "--seeds", "1,2", "-o", "out"]
    #expect(try call("plan0", words) == 0)
    let unit = "out/analysis/plan0/stability/nmf/k_2/replicates/seed_1"
    let first = try bytes("\(unit)/loadings.npy")
    let table = String(
      decoding: try bytes("out/analysis/plan0/k_selection_summary.csv"), as: UTF8.self)
    let rows = table.split(separator: "\n")
    #expect(rows.count == 5 && !table.contains(",,"))
    // A unit that is there is not fitted again; one that was cut short or changed is.
    func modified() throws -> Int64? {
      try FileSystem.status(directory.path("\(unit)/loadings.npy"))?.modifiedNanoseconds
    }
    let before = try modified()
    #expect(try call("plan0", words) == 0)
    #expect(try modified() == before)
    try StageFiles.write(directory.path("\(unit)/scores.npy"), [1, 2, 3])
    #expect(try call("plan0", words) == 0)
    #expect(try bytes("\(unit)/scores.npy").count > 1000)
    try FileSystem.remove(directory.path("\(unit)/extras.json"))
    #expect(try call("plan0", words) == 0)
    #expect(try modified() != before)
    #expect(try bytes("\(unit)/loadings.npy") == first)
    // Other settings are another result.
    let extras = try bytes("\(unit)/extras.json")
    #expect(try call("plan0", words + ["--nmf-iterations", "3"]) == 0)
    #expect(try bytes("\(unit)/extras.json") != extras)
    let selection = try StageFiles.readFields(directory.path("out/analysis/plan0/k_selection.json"))
    #expect(try selection.integer("units") == 8 && selection.integer("combinations") == 4)
  }

  @Test func `one seed says nothing about stability`() throws {
    #expect(try call("plan0", ["--methods", "pca", "--ks", "2", "--seeds", "1", "-o", "one"]) == 0)
    let selection = try StageFiles.readFields(directory.path("one/analysis/plan0/k_selection.json"))
    #expect(try selection.integer("undefined") == 1 && selection.integer("without_k") == 1)
    #expect {
      try call(
        "plan1",
        [
          "--methods", "pca", "--selection", "one/analysis/plan0/k_selection.json",
          "-o", "x",
        ] + labels)
    } throws: { ($0 as? StageError)?.message.contains("no method has a K") == true }
  }

  @Test func `plan 1 lists every patient, and plan 2 ends as its gate says`() throws {
    let plan = ["--methods", "pca", "--ks", "3", "--folds", "3", "-o", "out"] + labels
    #expect(
      try call("plan1", plan + ["--repeats", "1", "--penalties", "l1", "--alphas", "1,10"]) == 0)
    let place = "out/analysis/preprocess_cache/all/analysis"
    let summary = try StageFiles.readFields(directory.path("\(place)/plan1_summary.json"))
    #expect(try summary.number("coverage") == 1 && summary.integer("unconverged") == 0)
    #expect(try summary.number("best_pooled_auc") > 0.95)
    let metrics = try CSVTable.read(
      directory.path("\(place)/classification_grid/pca/metrics.csv"))
    #expect(metrics.rows.count == 8)
    #expect(try call("plan2", plan + ["--permutations", "20", "--gate"]) == 0)
    #expect(try run("report", "out", "-o", "report") == 0)
    let page = String(decoding: try bytes("report/report.html"), as: UTF8.self)
    #expect(page.contains("tells the labels apart best") && page.contains("<svg"))
    try PageCheck.expectSound(page)
    let again = try bytes("report/report.html")
    #expect(try run("report", "out", "-o", "report") == 0)
    #expect(try bytes("report/report.html") == again)
  }

  @Test func `what may help is said with what went wrong`() throws {
    func next(_ step: String, _ words: [String]) throws -> String {
      let place = directory.path("events.jsonl")
      try StageFiles.write(place, [])
      _ = try? Embeddings.run(
        step: step, source + words, environment: ["RUNLEDGER_EVENTS": place],
        directory: directory.path)
      let lines = String(decoding: try StageFiles.read(place), as: UTF8.self).split(separator: "\n")
      let fields = try lines.compactMap { line in
        try JSON.decode(Array(line.utf8)).asMap?.first?.value.asMap?["next"]?.asText
      }
      return fields.last ?? ""
    }
    let one = ["--methods", "pca", "--ks", "2", "--seeds", "1", "-o", "a"]
    #expect(try next("plan0", one) == "give at least two params.seeds")
    let fit = ["--method", "pca", "--k", "30", "-o", "b"]
    #expect(try next("fit", fit) == "leave 30 out of params.ks")
    // Measurements that depend on one another have fewer dimensions than are asked for.
    let rows = (0..<120).map { row in "c\(row),\(row),\(row),\(row),\(row)" }
    try StageFiles.write(
      directory.path("flat.csv"), Array((["cell,a,b,c,d"] + rows).joined(separator: "\n").utf8))
    try StageFiles.write(
      directory.path("flat_obs.csv"),
      Array((["cell"] + (0..<120).map { "c\($0)" }).joined(separator: "\n").utf8))
    let flat = [
      "--matrix", "flat.csv", "--obs", "flat_obs.csv", "--tag", "all", "--min-genes", "4",
    ]
    let place = directory.path("flat.jsonl")
    #expect(
      try Embeddings.run(
        step: "fit", flat + ["--method", "pca", "--k", "3", "-o", "c"],
        environment: ["RUNLEDGER_EVENTS": place], directory: directory.path) == 0)
    let said = String(decoding: try StageFiles.read(place), as: UTF8.self)
    #expect(said.contains("leave K 3 out of params.ks"))
  }

  @Test func `a patient of one label is left out for a reason`() throws {
    let obs = String(decoding: try StageFiles.read("\(data)/obs.csv"), as: UTF8.self)
    let rows = obs.split(separator: "\n").enumerated().map { index, line -> String in
      let cells = line.split(separator: ",")
      guard index > 0 else { return String(line) }
      let group = cells[1] == "benign" && index < 200 ? "healthy" : cells[2]
      return "\(cells[0]),\(cells[1]),\(group)"
    }
    try StageFiles.write(directory.path("obs.csv"), Array(rows.joined(separator: "\n").utf8))
    let words = [
      "--matrix", "\(data)/matrix.csv", "--obs", "obs.csv", "--tag", "all", "--min-genes", "20",
      "--methods", "pca", "--ks", "3", "--folds", "2", "--repeats", "1", "--penalties", "l2",
      "--alphas", "1", "--downsampling", "none", "-o", "out",
    ]
    #expect(
      try Embeddings.run(
        step: "plan1", words + labels, environment: [:], directory: directory.path) == 0)
    let skips = try CSVTable.read(
      directory.path(
        "out/analysis/preprocess_cache/all/analysis/classification_grid/pca/"
          + "per_patient_skips_and_warnings.csv"))
    #expect(skips.rows.count == 1)
    #expect(skips.value(skips.rows[0], "patient") == "healthy")
    #expect(skips.value(skips.rows[0], "reason").contains("0 positive"))
  }

  @Test(arguments: [
    ["--methods", "pce"], ["--ks", "5,5"], ["--ks", "x"], ["--seeds", "-1"], ["--tag", "hvg_0"],
    ["--tag", "hvgs"], ["--tag", "hybrid"], ["--filter", "diagnosis=none"],
    ["--label", "diagnose"],
    ["--label", "diagnosis"], ["--label", "diagnosis", "--positive", "malign"],
    ["--matrix", "x.mtx"], ["--min-cells", "1000"], ["--ks", "30"],
  ])
  func `bad words are refused and nothing is written`(words: [String]) {
    #expect(throws: StageError.self) { try call("plan0", words + ["-o", "bad"]) }
    #expect(!FileSystem.exists(directory.path("bad/analysis/plan0/k_selection_summary.csv")))
  }

  @Test func `filters choose genes, and say so when they look at labels`() throws {
    let known = try ["all_filtered", "hybrid_hvg10", "deg_weak_screen", "hvg_7"].map { token in
      try GeneFilter(token)
    }
    #expect(
      known.map(\.tag) == [
        "all_filtered_minfrac0.01_ratio20.0", "hybrid_hvg10_minfrac0.01_ratio20.0",
        "deg_weak_q0.1_lfc0.05", "hvg_7",
      ])
    #expect(known.map(\.usesLabels) == [true, true, true, false])
    for filter in known { #expect(try GeneFilter(filter.tag) == filter) }
    #expect(
      try call("preprocess", ["--tag", "hvg_20", "--flat", "-o", "p"] + labels) == 0)
    let log = try StageFiles.readFields(directory.path("p/gene_log.json"))
    #expect(try log.texts("final").count == 20 && log.texts("removed").count == 10)
    let prepared = try PreparedData(directory: directory.path("p"))
    #expect(prepared.tag == "hvg_20" && prepared.genes.rows.count == 20)
  }
}
