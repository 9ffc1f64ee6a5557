# stub.sh STAGE ARGUMENT...: writes the files of a stage, as the reductions and the classifier will.
set -eu
LC_ALL=C
export LC_ALL

stage=$1
shift

case $stage in
preprocess)
  mkdir -p analysis/preprocess_cache
  cp "$1" analysis/preprocess_cache/adata_with_dr.h5ad
  printf '{"cells": %d, "tag": "%s"}\n' "$(($(wc -l <"$1") - 1))" "$2" >cache.json
  ;;
plan0)
  # METHOD K SEED LEVEL: at the smoke test, the scratch disk fails once.
  if [ "$4" = A ] && [ "$RUNLEDGER_ATTEMPT" -eq 1 ]; then
    echo '{"failure": {"class": "io", "text": "the scratch disk was not there yet"}}' >>"$RUNLEDGER_EVENTS"
    exit 1
  fi
  printf '{"best_match": 0.94, "finite": 1, "largest_correlation": 0.2, "smallest_variance": 0.01}\n' >embedding.json
  printf 'method,k,seed,best_match\n%s,%d,%d,0.94\n%s,%d,%d,0.95\n' "$1" "$2" "$3" "$1" "$2" "$(($3 + 1))" >replicates.csv
  ;;
plan1a)
  # $1/<unit>/replicates.csv, or the one file that there is
  if [ -d "$1" ]; then set -- "$1"/*/replicates.csv; fi
  mkdir -p analysis/plan0
  echo 'method,k,best_match' >analysis/plan0/k_selection_summary.csv
  for file in "$@"; do
    awk -F, 'NR > 1 { s += $4; n++ } END { printf "%s,%d,%.3f\n", $1, $2, s / n }' "$file"
  done >>analysis/plan0/k_selection_summary.csv
  ;;
plan1b)
  awk -F, 'BEGIN { print "patient,predicted" } NR > 1 { print $1 "," ($3 > 50 ? "malignant" : "normal") }' "$1" \
    >predictions.csv
  printf '{"auc": 0.9%d, "folds": %d}\n' "$(($4 % 5))" "$3" >metrics.json
  ;;
stability)
  echo 'run,auc' >stability.csv
  for file in "$1"/*/metrics.json; do
    run=${file%/metrics.json}
    printf '%s,%s\n' "${run##*/}" "$(sed 's/.*"auc": \([0-9.]*\).*/\1/' "$file")"
  done >>stability.csv
  ;;
*)
  echo "there is no stage '$stage'" >&2
  exit 64
  ;;
esac
