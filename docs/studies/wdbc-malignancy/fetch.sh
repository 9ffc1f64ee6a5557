# fetch.sh TABLE COPY: reads the table from slow storage, through a copy on the scratch disk.
#
# Slow storage answers "not yet": a tape robot, an archive tier or an unmounted share starts to bring
# the file near when it is first asked, and the caller must come back. So does this stage. Where the
# scratch disk has no true copy, the first attempt makes one and leaves with 75 (EX_TEMPFAIL), which
# the study's retry rule knows; a later attempt reads the copy, or makes it anew when it went away.
set -eu
LC_ALL=C
export LC_ALL

table=$1
copy=$2

# The copy's name comes from the table's bytes: runs share it, and a changed table never meets an old copy.
set -- $(cksum <"$table")
scratch=${TMPDIR:-/tmp}/wdbc-$1-$2.csv

if ! cmp -s "$table" "$scratch"; then
  # Renamed into place, so that a run beside this one sees a whole copy or none.
  cp "$table" "$scratch.$$"
  mv "$scratch.$$" "$scratch"
  if [ "${RUNLEDGER_ATTEMPT:-1}" -eq 1 ]; then
    echo "the table was not on the scratch disk: it is being brought near, try again" >&2
    exit 75
  fi
fi
cp "$scratch" "$copy"
