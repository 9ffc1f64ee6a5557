for step in 1 2 3; do
  awk -v a="$1" -v s="$2" -v n="$step" 'BEGIN { printf "{\"metric\":{\"name\":\"loss\",\"step\":%d,\"value\":%.9f}}\n", n, a / (s + n / 3) }' >>"$RUNLEDGER_EVENTS"
done
awk -v a="$1" -v s="$2" 'BEGIN { printf "{\"score\": %.9f}\n", a / (s + 2.1) }' >score.json
