# prepare.awk -v slice=N -v rows=N TABLE: the patients of the study, and those who came later.
#
# Draws `rows` patients by the slice's own seed; the rest is kept back for the canary, and no run of a
# batch ever sees it. Writes rows.csv, later.csv, and the make-up of the slice to prepared.json.

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
  print header, "class" > "later.csv"
  for (i = 1; i <= count; i++) {
    fields = split(line[i], field, ",")
    name = class[field[fields]]
    if (i in taken) malignant += name == "malignant"
    sub(/,[^,]*$/, "", line[i])
    print i, line[i], name > (i in taken ? "rows.csv" : "later.csv")
  }

  printf "{\n" > "prepared.json"
  printf "  \"later\": %d,\n", count - rows > "prepared.json"
  printf "  \"malignant_share\": %.6f,\n", malignant / rows > "prepared.json"
  printf "  \"rows\": %d\n}\n", rows > "prepared.json"
}
