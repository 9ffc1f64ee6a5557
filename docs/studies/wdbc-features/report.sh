# report.sh METRICS PREDICTIONS: what a batch delivers, from METRICS/<run>/metrics.json and
# PREDICTIONS/<run>/predictions.csv: two segments, the values by seed, and the report.
#
# Every table is sorted, so that the order in which the runs were done changes no byte.
set -eu
LC_ALL=C
export LC_ALL

# Every call of every run: variant, seed, radius, class, whether it was right.
for file in "$2"/*/predictions.csv; do
  run=${file%/predictions.csv}
  run=${run##*.vr-}
  awk -F, -v variant="${run%-s*}" -v seed="${run##*-s}" 'NR > 1 { print variant, seed, $3, $4, $4 == $5 }' "$file"
done >calls.txt

# segment TITLE EXPRESSION: the share of right calls by variant and by what the expression says.
segment() {
  echo "variant,$1,calls,accuracy"
  awk "{ key = \$1 \",\" ($2); n[key]++; right[key] += \$5 }
    END { for (key in n) printf \"%s,%d,%.6f\\n\", key, n[key], right[key] / n[key] }" calls.txt | sort
}

segment diagnosis '$4' >by-diagnosis.csv
segment radius '$3 < 12 ? "below 12" : $3 < 15 ? "from 12 to 15" : "from 15"' >by-size.csv
{
  echo 'variant,seed,calls,accuracy'
  awk '{ key = $1 "," $2; n[key]++; right[key] += $5 }
    END { for (key in n) printf "%s,%d,%.6f\n", key, n[key], right[key] / n[key] }' calls.txt | sort
} >by-seed.csv

# summary: per variant runs, mean, least and greatest accuracy.
summary() {
  awk -F, 'NR > 1 {
      n[$1]++; sum[$1] += $4
      if (n[$1] == 1 || $4 < low[$1]) low[$1] = $4
      if (n[$1] == 1 || $4 > high[$1]) high[$1] = $4
    }
    END { for (v in n) printf "| %s | %d | %.4f | %.4f | %.4f |\n", v, n[v], sum[v] / n[v], low[v], high[v] }' by-seed.csv | sort
}

# table FILE: a CSV as a table of Markdown.
table() {
  awk -F, '{ line = "|"; for (i = 1; i <= NF; i++) line = line " " $i " |"; print line }
    NR == 1 { line = "|"; for (i = 1; i <= NF; i++) line = line "---|"; print line }' "$1"
}

{
  printf '# Experiment report\n\n'
  printf 'A nearest-centroid rule, cross-validated in %d runs; a variant is the number of measurements it may use.\n\n' \
    "$(ls "$1" | wc -l)"
  printf '## Headline\n\n| variant | seeds | mean | least | greatest |\n|---|---|---|---|---|\n'
  summary
  printf '\n## By diagnosis\n\n'
  table by-diagnosis.csv
  printf '\n## By radius\n\n'
  table by-size.csv
  printf '\n## Confidence\n\nEvery seed deals the patients to the folds anew; the values by seed stand in by-seed.csv.\n'
} >experiment-report.md
