import Codecs
import Files
import Numerics
import StageKit

/// Chooses genes and writes what is left, ready for the plans.
enum PreprocessStep: EmbeddingStep {
  static let name = "preprocess"
  static let summary = "select genes, and write the input of every plan"
  static let options =
    DataArguments.options + [
      .flag("flat", nil, "write into DIR itself, not below analysis/preprocess_cache")
    ]

  static func work(_ call: StepCall) throws(StageError) -> Int32 {
    let arguments = try DataArguments(call)
    let data = arguments.data
    let directory =
      call.arguments.has("flat")
      ? arguments.output
      : PathName.join(arguments.output, "analysis/preprocess_cache/\(data.tag)")
    try write(data, to: directory)
    try call.events.metric("cells", Double(data.cells.rows.count))
    try call.events.metric("genes", Double(data.genes.rows.count))
    try call.events.metric("uses_labels", data.usesLabels ? 1 : 0)
    return 0
  }

  /// Writes the measurements, the tables, the log of genes, and an annotated data file.
  static func write(_ data: PreparedData, to directory: String) throws(StageError) {
    func path(_ name: String) -> String { PathName.join(directory, name) }
    try StageFiles.write(path("matrix.npy"), MatrixFile.encode(data.selected))
    try StageFiles.write(path("obs.csv"), data.cells.bytes)
    try StageFiles.write(path("var.csv"), data.genes.bytes)
    try StageFiles.write(path("gene_log.json"), JSON.encode(data.log, pretty: true))
    let summary: Value = [
      "cells": .int(Int64(data.cells.rows.count)), "genes": .int(Int64(data.genes.rows.count)),
      "tag": .text(data.tag), "uses_labels": .bool(data.usesLabels),
      "digest": .text(data.digest), "largest_score": .double(data.standardised.largest),
      "warnings": .array(data.warnings.map { .text($0) }),
    ]
    try StageFiles.write(
      path("preprocessing_summary.json"), JSON.encode(summary, pretty: true))
    try AnnotatedData(data).write(path("adata_preprocessed.h5ad"))
  }
}
