# The evaluator: how many of the held-out rows a cut calls right. No arm sees this file, nor the rows.
FNR == 1 { files++ }
files == 1 { column = $1; cut = $2; next }
FNR > 1 { split($0, f, ","); right += (f[column] > cut) == (f[3] == 1); rows++ }
END { printf "{\"accuracy\": %.6f}\n", right / rows > "scores.json" }
