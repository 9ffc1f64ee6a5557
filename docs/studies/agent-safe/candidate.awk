# What is proposed: an agent writes here, and nowhere else.
BEGIN { FS = ","; s = seed % 2147483646 + 1 }
FNR > 1 {
  s = (s * 16807) % 2147483647
  if (s < 2147483647 * share) { n[$3]++; sum[$3] += $1 }
}
END { printf "1 %.6f\n", (sum[0] / n[0] + sum[1] / n[1]) / 2 > "model.txt" }
