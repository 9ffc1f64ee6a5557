awk -v a="$1" -v s="$2" -v k="$3" 'BEGIN { printf "{\"parts\": %.9f}\n", (a + k / 7) / (s + 0.3) }' >parts.json
