# random.awk: a seeded generator whose numbers are the same in every awk.
#
# The "minimal standard" generator with the multiplier 48271. Its products stay below 2^47, so that
# they are exact in the doubles awk computes with; no awk's own rand() is alike to another's.

# Starts the generator. The seed is read digit by digit, because a long one has no exact double.
function seed_random(text,    i) {
  state = 1
  for (i = 1; i <= length(text); i++) state = (state * 10 + substr(text, i, 1)) % 2147483646
  state++
  for (i = 0; i < 20; i++) draw(2)
}

# A number from 1 to `count`.
function draw(count) {
  state = (state * 48271) % 2147483647
  return 1 + int((state - 1) * count / 2147483646)
}

# Puts items[1...count] into a random order (Fisher and Yates).
function shuffle(items, count,    i, j, kept) {
  for (i = count; i > 1; i--) {
    j = draw(i)
    kept = items[i]
    items[i] = items[j]
    items[j] = kept
  }
}
