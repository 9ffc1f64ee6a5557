# The rule to be beaten: the first measurement, cut halfway between the means of both classes over rows that the seed draws.
BEGIN { FS = ","; s = seed % 2147483646 + 1 }
FNR > 1 {
  s = (s * 16807) % 2147483647
  if (s < 2147483647 * share) { n[$3]++; sum[$3] += $1 }
}
END { printf "1 %.6f\n", (sum[0] / n[0] + sum[1] / n[1]) / 2 > "model.txt" }
