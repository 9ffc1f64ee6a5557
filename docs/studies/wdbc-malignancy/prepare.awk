# prepare.awk -v slice=N -v rows=N TABLE: the slice of the table that this level looks at.
#
# Draws `rows` patients by the slice's own seed and nothing else, so that all runs of a level see the
# same patients and differ only in the folds. Keeps the table's order and gives every row its number
# there. Writes rows.csv, and the make-up of the slice to prepared.json.

BEGIN {
  FS = ","
  OFS = ","
}

# The table's first line is its shape: rows, columns, and the names of class 0 and class 1.
FNR == 1 {
  columns = $2
  class[0] = $3
  class[1] = $4
  next
}

NF != columns + 1 {
  printf "line %d of the table has %d fields, not %d\n", FNR, NF, columns + 1 > "/dev/stderr"
  broken = 1
  exit 65
}

{
  count++
  line[count] = $0
  order[count] = count
}

END {
  if (broken) exit 65
  if (rows > count) rows = count

  seed_random(slice)
  shuffle(order, count)
  for (i = 1; i <= rows; i++) taken[order[i]] = 1

  header = "row"
  for (i = 1; i <= columns; i++) header = header OFS "m" i
  print header, "class" > "rows.csv"
  for (i = 1; i <= count; i++) {
    if (!(i in taken)) continue
    fields = split(line[i], field, ",")
    malignant += class[field[fields]] == "malignant"
    sub(/,[^,]*$/, "", line[i])
    print i, line[i], class[field[fields]] > "rows.csv"
  }

  printf "{\n" > "prepared.json"
  printf "  \"columns\": %d,\n", columns > "prepared.json"
  printf "  \"malignant_share\": %.6f,\n", malignant / rows > "prepared.json"
  printf "  \"rows\": %d\n}\n", rows > "prepared.json"
}
