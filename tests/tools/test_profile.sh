#!/bin/sh
# --profile tells where the time went and changes nothing else.
set -eu
. "$2/tests/tools/support.sh"
small=$DATA/two_places.cfg

expect 0 "without a profile" "$AKSIM" run "$small" -o plain.h5
cp out plain.txt
expect 0 "with a profile" "$AKSIM" run "$small" -o profiled.h5 --profile
says err "kind of event +events +time +ns each"
says err "arrive +[0-9 ]+ +[0-9.]+ % +[0-9]+"
says err "outside of handlers"
cmp -s out plain.txt || fail "a profile changes what is printed of results"
expect 0 "the files are equal" "$AKSIM" diff plain.h5 profiled.h5 --exact
python3 "$ROOT/tests/tools/mask.py" plain.h5 profiled.h5
cmp plain.h5.masked profiled.h5.masked || fail "a profile changes the results file"

expect 0 "a quiet run" "$AKSIM" run "$small" -o quiet.h5 --profile --quiet
says err "kind of event"
expect 0 "no profile" "$AKSIM" run "$small" -o none.h5 --format json
cp out none.json
expect 0 "a profile as JSON" "$AKSIM" run "$small" -o json.h5 --profile --format json
is_json out
cat >check.py <<'END'
import json
assert "profile" not in json.load(open("none.json"))["run"]
profile = json.load(open("out"))["run"]["profile"]
kinds = {row["kind"]: row for row in profile["kinds"]}
assert kinds["arrive"]["events"] > 1000 and kinds["end service"]["events"] > 1000
assert all(abs(row["ns"] / profile["total_ns"] - row["share"]) < 1e-9 for row in kinds.values())
assert sum(row["ns"] for row in kinds.values()) + profile["outside_ns"] == profile["total_ns"]
spent = [row["ns"] for row in profile["kinds"]]
assert spent == sorted(spent, reverse=True)
END
python3 check.py || fail "the JSON of a profile is not as told"

# As many events as the results file counts, whatever the number of threads.
expect 0 "the runs" "$AKSIM" show json.h5 --runs --format json
cat >count.py <<'END'
import json
events = sum(row["events"] for row in json.load(open("runs.json")))
profile = json.load(open("one.json"))["run"]["profile"]
assert events == sum(row["events"] for row in profile["kinds"]), events
END
cp out runs.json
expect 0 "one thread" "$AKSIM" run "$small" -o one.h5 --profile --format json --threads 1
cp out one.json
python3 count.py || fail "the profile counts other events than the file"

finish
