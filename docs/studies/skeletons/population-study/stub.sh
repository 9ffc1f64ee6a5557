# stub.sh STAGE ARGUMENT...: writes the files of a stage, as the simulator will.
#
# No model and no network: sixty agents by a formula of their number and the seed, and shares counted
# over them. The same arguments give the same bytes.
set -eu
LC_ALL=C
export LC_ALL

stage=$1
shift

# checks NAME=NUMBER...: what the gates look at.
checks() {
  line='{'
  comma=
  for pair in "$@"; do
    line="$line$comma\"${pair%%=*}\": ${pair#*=}"
    comma=', '
  done
  printf '%s}\n' "$line" >checks.json
}

case $stage in
spec)
  printf 'meta: {description: "%s", size: 60}\nattributes: [age, region]\n' "$1" >base.yaml
  checks bytes=$(($(wc -c <base.yaml))) errors=0 leaks=0 weak_sources=1
  ;;
extend)
  { cat "$1" && printf 'scenario_attributes: [drives_daily]\n'; } >population.yaml
  checks bytes=$(($(wc -c <population.yaml))) errors=0 stacked_modifiers=0
  ;;
sample)
  awk -v seed="$3" 'BEGIN {
    print "id,age,region" > "agents.csv"
    printf "{\"meta\": {\"count\": 60, \"seed\": %d}, \"agents\": [", seed > "agents.json"
    for (i = 0; i < 60; i++) {
      age = 18 + (i * 7 + seed) % 60
      region = (i + seed) % 3 ? "suburb" : "centre"
      printf "agent_%02d,%d,%s\n", i, age, region > "agents.csv"
      printf "%s{\"_id\": \"agent_%02d\", \"age\": %d}", i ? ", " : "", i, age > "agents.json"
    }
    print "]}" > "agents.json"
  }'
  checks nulls=0 out_of_range=0 hard_violations=0 marginal_drift_pp=1.5
  ;;
network)
  awk -F, '
    NR > 2 { printf "%s{\"source\": \"%s\", \"target\": \"%s\"}", between, last, $1; between = ", " }
    NR == 1 { printf "{\"edges\": [" }
    { last = $1 }
    END { print "]}" }' "$1" >network.json
  checks edges=59 dangling=0 density=0.03
  ;;
persona)
  printf 'intro_template: "{age} years old, of the {region}"\n' >population.persona.yaml
  ;;
scenario)
  cp "$1" scenario.yaml
  checks errors=0 reachable=1 vague_outcomes=0
  ;;
estimate)
  printf '{"calls": 60, "model": "%s", "requests_a_minute": %d, "usd": 0.4}\n' "$2" "$3" >estimate.json
  ;;
simulate)
  # What was simulated before an interruption is still there, and is not simulated again.
  [ -f simulation.db ] || printf 'checkpoint_timestep,0\n' >simulation.db
  awk -F, -v threshold="$3" -v chunk="$4" -v seed="$5" '
    NR == 1 { print $0 ",stance" > "agents.csv"; between = "["; next }
    {
      score = ($2 + seed * 3 + ($3 == "centre" ? 1 : 4)) % 7
      stance = score < threshold ? "support" : score > 4 ? "undecided" : "oppose"
      n[stance]++
      print $0 "," stance > "agents.csv"
      printf "%s{\"agent_id\": \"%s\", \"position\": \"%s\"}", between, $1, stance > "agent_states.json"
      between = ", "
    }
    END {
      total = NR - 1
      print "]" > "agent_states.json"
      printf "{\"oppose\": %.4f, \"support\": %.4f, \"undecided\": %.4f}\n", n["oppose"] / total,
        n["support"] / total, n["undecided"] / total > "outcome_distributions.json"
      printf "[{\"timestep\": 1, \"exposure_rate\": 0.6}]\n" > "by_timestep.json"
      printf "{\"chunk_size\": %d, \"exposure\": 0.6, \"seed\": %d, \"stopped\": 1, \"threshold\": %d}\n",
        chunk, seed, threshold > "meta.json"
    }' "$2"
  printf 'checkpoint_timestep,10\n' >>simulation.db
  ;;
results)
  cp "$1" aggregate.json
  ;;
segments)
  # $1/<run>/agents.csv, all runs of the batch.
  share() {
    echo "$2,agents,oppose"
    cat "$1"/*/agents.csv | awk -F, -v by="$2" '
      $1 == "id" { next }
      { key = by == "region" ? $3 : $2 < 40 ? "under 40" : "40 and over"; n[key]++ }
      $4 == "oppose" { oppose[key]++ }
      END { for (key in n) printf "%s,%d,%.4f\n", key, n[key], oppose[key] / n[key] }' | sort
  }
  share "$1" age >by-age.csv
  share "$1" region >by-region.csv
  ;;
report)
  # $1/<run>/aggregate.json: the opposing share of every run.
  {
    echo 'run,oppose'
    for file in "$1"/*/aggregate.json; do
      run=${file%/aggregate.json}
      printf '%s,%s\n' "${run##*/}" "$(sed 's/.*"oppose": \([0-9.]*\).*/\1/' "$file")"
    done
  } >stability.csv
  {
    printf '# Experiment report\n\n## Headline\n\n'
    awk -F, 'NR > 1 { s += $2; n++ } END { printf "%d runs; %.4f oppose on average.\n", n, s / n }' stability.csv
    printf '\n## Confidence\n\nThe share of every run stands in stability.csv.\n'
  } >experiment-report.md
  ;;
*)
  echo "there is no stage '$stage'" >&2
  exit 64
  ;;
esac
