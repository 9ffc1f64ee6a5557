# summarise.awk: lines of `features accuracy sensitivity specificity`, sorted, to the two summaries.

# An estimate that is equal for all runs has a variance of zero, not of minus a rounding error.
function deviation(n, sum, squares,    variance) {
  if (n < 2) return 0
  variance = (squares - sum * sum / n) / (n - 1)
  return variance > 0 ? sqrt(variance) : 0
}

{
  if (!($1 in n)) set[++sets] = $1
  if (!($1 in n) || $2 < least[$1]) least[$1] = $2
  if (!($1 in n) || $2 > most[$1]) most[$1] = $2
  n[$1]++
  accuracy[$1] += $2
  squares[$1] += $2 * $2
  sensitivity[$1] += $3
  specificity[$1] += $4
  all += $2
  all_squares += $2 * $2
  if (NR == 1 || $2 < all_least) all_least = $2
}

END {
  if (NR == 0) {
    print "no metrics to summarise" > "/dev/stderr"
    exit 65
  }
  print "features,runs,accuracy_mean,accuracy_std,accuracy_min,accuracy_max," \
    "sensitivity_mean,specificity_mean" > "summary.csv"
  for (i = 1; i <= sets; i++) {
    s = set[i]
    printf "%d,%d,%.6f,%.6f,%.6f,%.6f,%.6f,%.6f\n", s, n[s], accuracy[s] / n[s],
      deviation(n[s], accuracy[s], squares[s]), least[s], most[s],
      sensitivity[s] / n[s], specificity[s] / n[s] > "summary.csv"
    if (i == 1 || accuracy[s] / n[s] > accuracy[best] / n[best]) best = s
  }

  out = "summary.json"
  printf "{\n" > out
  printf "  \"accuracy_mean\": %.6f,\n", all / NR > out
  printf "  \"accuracy_min\": %.6f,\n", all_least > out
  printf "  \"accuracy_std\": %.6f,\n", deviation(NR, all, all_squares) > out
  printf "  \"best_accuracy\": %.6f,\n", accuracy[best] / n[best] > out
  printf "  \"best_features\": %d,\n", best > out
  printf "  \"estimates\": %d\n}\n", NR > out
}
