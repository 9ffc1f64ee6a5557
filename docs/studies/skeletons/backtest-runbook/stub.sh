# stub.sh STAGE ARGUMENT...: writes the files of a stage, as the pipeline will.
set -eu
LC_ALL=C
export LC_ALL

# object NAME=NUMBER...: a JSON object.
object() {
  line='{'
  comma=
  for pair in "$@"; do
    line="$line$comma\"${pair%%=*}\": ${pair#*=}"
    comma=', '
  done
  printf '%s}\n' "$line"
}

stage=$1
shift

case $stage in
copy) cp "$1" "$2" ;;
write)
  file=$1
  shift
  object "$@" >"$file"
  ;;
ingest)
  # BARS START END
  awk -F, -v start="$2" -v end="$3" 'NR == 1 || (substr($1, 1, 10) >= start && substr($1, 1, 10) <= end)' "$1" >raw.csv
  ;;
queue)
  printf 'hypothesis,family\nh1,vol_shock\nh2,funding_extreme\n' >phase1_hypothesis_queue.csv
  ;;
phase2)
  # FAMILY MIN_ESS
  printf 'event,family\n1,%s\n2,%s\n' "$1" "$1" >events.csv
  object incoming=2 total=2 parity_errors=0 >registry_manifest.json
  object ess=$(($2 + 40)) curvature_penalty=0.2 delay_positive_ratio=0.8 delay_robustness_score=0.7 >phase2.json
  ;;
edges)
  # PHASE2/<unit>/phase2.json
  echo 'candidate,ess' >edge_candidates_normalized.csv
  n=0
  for file in "$1"/*/phase2.json; do
    n=$((n + 1))
    sed "s/.*\"ess\": \([0-9]*\).*/edge-$n,\1/" "$file"
  done >>edge_candidates_normalized.csv
  ;;
checklist) printf '{"decision": "PROMOTE", "promote": 1}\n' >checklist.json ;;
blueprints)
  printf '{"id": "bp-1", "strategy_id": "s1"}\n{"id": "bp-2", "strategy_id": "s2"}\n' >blueprints.jsonl
  object blueprints=2 top_k="$1" dropped=0 >blueprints_summary.json
  ;;
backtest)
  printf 'entry,exit,return\n1,2,0.004\n3,4,-0.001\n' >trades_BTCUSDT.csv
  printf 'timestamp,equity\n1,1.0\n2,1.003\n' >equity_curve.csv
  printf 'timestamp,pnl\n1,0.004\n2,-0.001\n' >strategy_returns_1.csv
  object total_trades=2 net_alpha=0.0021 fees_bps="$1" slippage_bps="$2" cost_bps="$3" >metrics.json
  ;;
walkforward)
  object train_frac="$1" validation_frac="$2" embargo_days="$3" test_windows=1 missing_artifacts=0 \
    per_strategy_splits=2 >walkforward_summary.json
  ;;
promote)
  printf '{"id": "bp-1", "strategy_id": "s1"}\n' >promoted_blueprints.jsonl
  object unmatched_blueprints=0 regime_max_share=0.55 loss_cluster_len=9 cluster_loss_concentration=0.31 \
    tail_conditional_drawdown_95=-0.08 cost_ratio_train_validation=0.4 >promotion_report.json
  ;;
report)
  alpha=$(sed 's/.*"net_alpha": \([-0-9.]*\).*/\1/' "$1")
  object net_alpha="$alpha" trade_mismatch=0 >summary.json
  printf '# Summary\n\nNet alpha %s, from the trades.\n' "$alpha" >summary.md
  ;;
*)
  echo "there is no stage '$stage'" >&2
  exit 64
  ;;
esac
