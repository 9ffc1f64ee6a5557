# stub.sh STAGE ARGUMENT...: what harness, agent and evaluators do in a run, in a few lines.
set -eu
LC_ALL=C
export LC_ALL

stage=$1
shift

case $stage in
initialize)
  mkdir inputs
  cp "$1"/inputs/* inputs/
  ;;
validate)
  # SNAPSHOT: every input is there and can be read.
  errors=0
  for file in "$1"/inputs/*; do [ -r "$file" ] || errors=$((errors + 1)); done
  printf '{"errors": %d}\n' "$errors" >validation.json
  ;;
execute)
  # SNAPSHOT TASK VARIANT: the same deed for both variants, so that nothing is claimed of either.
  mkdir outputs
  cat "$1"/inputs/* | sed 's/^mode=draft$/mode=final/' >outputs/result.txt
  printf '{"variant": "%s", "task": "%s", "seed_used": %d, "exit_reason": "success"}\n' \
    "$RUNLEDGER_VARIANT" "$RUNLEDGER_TASK" "$RUNLEDGER_SEED" >agent.log
  [ -s "$2/spec.json" ] && [ -s "$3" ]
  ;;
evaluate)
  # DELIVERED TASK: the first line is what the task expects.
  expected=$(sed -n 's/.*"expected": "\([^"]*\)".*/\1/p' "$2/spec.json")
  success=0
  [ "$(sed -n 1p "$1/outputs/result.txt")" = "$expected" ] && success=1
  printf '{"constraint_adherence": 95, "runtime": 1.5, "task_success": %d}\n' "$success" >scorecard.json
  echo "task_success $success" >evaluation.log
  if [ "$RUNLEDGER_TASK" = TASK-003 ] && [ "$RUNLEDGER_VARIANT" = role-centric ]; then
    text='a minor gap in the log, recoverable from its context'
    printf '{"violation": {"severity": "non_critical", "text": "%s", "action": "documented, and included"}}\n' "$text" \
      >>"$RUNLEDGER_EVENTS"
  fi
  ;;
verify-pairing)
  # SNAPSHOTS/<run>/inputs/...: both runs began with the same bytes.
  set -- "$1"/*/inputs
  identical=0
  diff -r "$1" "$2" >/dev/null && identical=1
  printf '{"identical_inputs": %d}\n' "$identical" >verification.json
  ;;
*)
  echo "there is no stage '$stage'" >&2
  exit 64
  ;;
esac
