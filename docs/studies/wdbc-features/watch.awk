# watch.awk -v features=N -v windows=N -v size=N -v drift=X -v from=N -v baseline=NAME ROWS LATER:
# the rule at work on the patients who came later.
#
# Learned from all patients of the study, and applied to windows of `size` later ones. From window
# `from` on every measurement reads `drift` times what it is, as after a change of the instrument.
# Each window is told to the ledger, for whatever the baseline points at. Writes windows.csv.

BEGIN {
  FS = ","
  OFS = ","
  print "window", "patients", "accuracy", "alarms" > "windows.csv"
}

FNR == 1 {
  file++
  next
}

file == 1 { take_patient(++count) }

file == 2 {
  later++
  take_patient(count + later)
}

END {
  if (features > columns) features = columns
  learn(-1, count)    # no patient is left out
  for (w = 1; w <= windows; w++) {
    seen = right = alarms = 0
    for (i = count + (w - 1) * size + 1; i <= count + w * size && i <= count + later; i++) {
      if (w >= from) for (j = 1; j <= columns; j++) x[i, j] *= drift
      called = predict(i)
      right += called == malignant[i]
      alarms += called
      seen++
    }
    if (seen == 0) exit
    print w, seen, sprintf("%.6f", right / seen), sprintf("%.6f", alarms / seen) > "windows.csv"
    tell(w, seen, right / seen)
  }
}

# One line for the ledger; it judges.
function tell(w, seen, accuracy,    events) {
  events = ENVIRON["RUNLEDGER_EVENTS"]
  if (events == "") return
  printf "{\"window\":{\"baseline\":\"%s\",\"window\":%d,\"ticks_seen\":%d,\"values\":{\"accuracy\":%.6f}}}\n",
    baseline, w, seen, accuracy >> events
  fflush(events)
}
