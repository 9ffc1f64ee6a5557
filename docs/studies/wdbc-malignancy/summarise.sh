# summarise.sh FOLDER: one table over all runs of the level, from FOLDER/<run>/<unit>/metrics.json.
#
# A line for each number of features, and the whole level in summary.json. Sorted before anything is
# added up, so that neither the names of the runs nor their order can change a digit.
set -eu
LC_ALL=C
export LC_ALL

awk -F '[:,]' '
  { gsub(/[ "]/, "") }
  /^(accuracy|features|sensitivity|specificity):/ { value[$1] = $2 }
  /^[}]/ { print value["features"], value["accuracy"], value["sensitivity"], value["specificity"] }
' "$1"/*/*/metrics.json | sort -k 1,1n -k 2,2n -k 3,3n -k 4,4n | awk -f summarise.awk
