# The operators' own checks: exit codes as numbers, whatever they are.
python3 -m unittest policy_test >/dev/null 2>&1
test=$?
python3 -m py_compile policy_test.py >/dev/null 2>&1
compile=$?
printf '{"test": %d, "compile": %d}\n' "$test" "$compile" >checks.json
