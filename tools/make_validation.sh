#!/bin/bash
# Writes docs/validation.md: every published number the tests hold ours against, ours, and the error.
#
#   tools/make_validation.sh [BUILD]      # BUILD: a build folder with the test programs; build/release when not stated
#
# Needs the open data (GRIDWRIGHT_SHARED_DATA, or ../shared/data beside the source tree): without them rows would be missing.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build/release}
page=docs/validation.md
if [ ! -d "${GRIDWRIGHT_SHARED_DATA:-../shared/data}/weather" ]; then
  echo "$0: the open data are not here; state their folder in GRIDWRIGHT_SHARED_DATA" >&2
  exit 1
fi

export LC_ALL=C RC_PARAMS=seed=20280101
GRIDWRIGHT_VALIDATION_LOG=$(mktemp)
export GRIDWRIGHT_VALIDATION_LOG
trap 'rm -f "$GRIDWRIGHT_VALIDATION_LOG" "$page.new"' EXIT

# A program that fails says so and the page is written all the same: its row says "not held".
for test in weather energy solver validation; do
  program=$build/bin/test_$test
  [ -x "$program" ] || { echo "$0: no $program; build it first (cmake --build $build --target test_$test)" >&2; exit 1; }
  folder=engine/$test/test
  [ -d "$folder" ] || folder=tests/$test
  files=$(grep -lr --include='*_test.cpp' validation_record.hpp "$folder" | sed 's/^/*/' | paste -sd,)
  "$program" --source-file="$files" >/dev/null 2>&1 || echo "$0: test_$test has failures" >&2
done

rows=$(sort -u "$GRIDWRIGHT_VALIDATION_LOG")
count() { awk -F'\t' -v verdict="$1" '$9 == verdict' <<<"$rows" | wc -l; }
table() {
  echo "| claim | source | published | ours | error | goal | |"
  echo "| --- | --- | ---: | ---: | ---: | --- | --- |"
  awk -F'\t' '{ unit = $6 == "" || $6 == "1" ? "" : " " $6
                verdict = $9 == "not held" ? "**not held**" : $9
                printf "| %s | %s | %s%s | %s | %s | %s | %s |\n", $2, $3, $4, unit, $5, $7, $8, verdict }'
}

{
  cat <<TEXT
# Validation

Every published number our tests hold ours against: the claim, its source, our number, the error. $(wc -l <<<"$rows") rows; $(count held) state a goal
and hold it, $(count "not held") state one and do not; the others state none (single values behind a statistic, parts of it, other engines). The error is relative where it is
in percent, otherwise a difference in the unit of the row. A row "N measured" compares with N measurements: its error is the statistic named.

This page is generated: \`tools/make_validation.sh\` runs the tests of weather, energy, solver and \`tests/validation\` and writes it. The open
data the tests read are not part of the repository; without them the script refuses, so that no row is left out in silence.

## Not held

TEXT
  if [ "$(count "not held")" -eq 0 ]; then echo "None."; else awk -F'\t' '$9 == "not held"' <<<"$rows" | table; fi
  for room in $(cut -f1 <<<"$rows" | uniq); do
    printf '\n## %s\n\nMethod and limits: [engine/%s](../engine/%s/README.md).\n\n' "$room" "$room" "$room"
    awk -F'\t' -v room="$room" '$1 == room' <<<"$rows" | table
  done
} >"$page.new"
mv "$page.new" "$page"
echo "$page: $(wc -l <<<"$rows") rows, $(count "not held") not held"
