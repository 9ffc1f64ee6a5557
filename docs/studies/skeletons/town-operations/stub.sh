# stub.sh STAGE ARGUMENT...: writes the files of a stage, as the town will.
set -eu
LC_ALL=C
export LC_ALL

stage=$1
shift

# report JSON: tells the ledger something while the stage runs.
report() {
  printf '%s\n' "$1" >>"$RUNLEDGER_EVENTS"
}

# same KEY A B: 1 when both files say the same under the key.
same() {
  [ "$(grep "^$1:" "$2")" = "$(grep "^$1:" "$3")" ] && echo 1 || echo 0
}

case $stage in
train)
  mkdir -p snapshots/shadow
  printf 'policy %s seed %s\n' "$2" "$3" >snapshots/shadow/policy.txt
  printf '{"epoch": 1, "loss_total": 0.51}\n{"epoch": 2, "loss_total": 0.38}\n' >training.jsonl
  digest=$(sha256sum snapshots/shadow/policy.txt)
  report "{\"candidate\": {\"name\": \"$2\", \"digest\": \"${digest%% *}\", \"facts\": {\"config_id\": \"v1.3.0\"}}}"
  ;;
parity)
  printf '{"config_id": %d, "observation_variant": %d}\n' "$(same config_id "$1" "$2")" \
    "$(same observation_variant "$1" "$2")" >parity.json
  ;;
checks)
  echo '{"pytest": 0, "ruff": 0, "mypy": 0}' >checks.json
  ;;
smoke)
  printf '{"schema_version": "0.2.0", "employment": {"pending_count": 2, "queue_limit": 8}}\n' >telemetry.json
  printf '{"ticks": %d, "crashes": 0}\n' "$2" >smoke.json
  ;;
telemetry)
  known=0
  case $(cat "$1") in *'"schema_version": "0.2.0"'*) known=1 ;; esac
  printf '{"known_schema": %d, "missing_keys": 0}\n' "$known" >telemetry-check.json
  ;;
windows)
  # CANDIDATE TICKS LATENESS WINDOW...
  candidate=$1 ticks=$2 lateness=$3
  shift 3
  echo 'window,ticks_seen,lateness,starvation,option_switch_rate' >windows.csv
  for window in "$@"; do
    echo "$window,$ticks,$lateness,0,0.11" >>windows.csv
    place="\"baseline\": \"release\", \"window\": $window, \"subject\": \"$candidate\""
    seen="\"ticks_seen\": $ticks, \"ticks_expected\": 1000"
    values="\"lateness\": $lateness, \"starvation\": 0, \"option_switch_rate\": 0.11"
    report "{\"window\": {$place, $seen, \"values\": {$values}}}"
  done
  ;;
snapshot)
  mkdir -p snapshots/release
  echo 'policy rel-0006' >snapshots/release/before.txt
  cp "$1" snapshots/release/candidate.txt
  ;;
demo)
  echo 'item,result' >checklist.csv
  for item in console-commands employment-console narration-and-privacy charter-kpis fallback-config; do
    echo "$item,PASS" >>checklist.csv
  done
  echo '{"failures": 0, "self_sufficiency": 0.74, "tenure_days": 4, "relationship_coverage": 0.63}' >kpis.json
  ;;
*)
  echo "there is no stage '$stage'" >&2
  exit 64
  ;;
esac
