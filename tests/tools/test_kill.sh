#!/bin/sh
# Killed at moments drawn by chance, then resumed: the bytes of an undisturbed run; nothing that
# was finished is lost, nothing broken is merged, and what is wrong is said.
# AKSIM_KILLS: how many kills (5).
set -eu
. "$2/tests/tools/support.sh"
export PYTHONDONTWRITEBYTECODE=1
long=$DATA/long.cfg
kills=${AKSIM_KILLS:-5}
seed=${AKSIM_KILL_SEED:-20240607}

same() {
    python3 "$ROOT/tests/tools/mask.py" "$1" "$2"
    cmp "$1.masked" "$2.masked" || fail "$1 and $2 differ"
}
# The next number of 0 ... 999 (Park and Miller 1988).
chance() {
    seed=$((seed * 48271 % 2147483647))
    drawn=$((seed % 1000))
}
from_json() { python3 -c "import json; print(json.load(open('out'))['run']['$1'])"; }

# ---- killed, again and again ----

expect 0 "undisturbed" "$AKSIM" run "$long" -o whole.h5 --replications 120 --quiet --threads 2
killed=0
starts=0
while [ $killed -lt "$kills" ] && [ $starts -lt 400 ]; do
    "$AKSIM" run "$long" -o k.h5 --replications 120 --quiet --threads 2 --resume >out 2>err &
    process=$!
    chance
    sleep "0.$(printf %03d $((drawn / 4)))"
    kill -9 $process 2>/dev/null || :
    code=0
    wait $process 2>/dev/null || code=$?
    starts=$((starts + 1))
    if [ $code -eq 137 ]; then
        killed=$((killed + 1))
    elif [ $code -eq 0 ]; then
        same whole.h5 k.h5 # it was faster than the kill
        rm -rf k.h5 k.h5.parts
    else
        fail "kill $killed left a state that stops the next start: exit code $code"
        cat err
        break
    fi
done
[ $killed -eq "$kills" ] || fail "only $killed kills"
expect 0 "resume after $killed kills" "$AKSIM" run "$long" -o k.h5 --replications 120 --resume \
    --format json
[ $(($(from_json reused) + $(from_json simulated))) -eq 120 ] || fail "runs were done twice or lost"
same whole.h5 k.h5
[ ! -e k.h5.parts ] || fail "a complete run left parts"

# ---- damage in a journal ----

"$AKSIM" run "$long" -o d.h5 --shard 0/1 --quiet --threads 1 >out 2>err
journal=d.h5.parts/shard0of1.0.0
size=$(wc -c <"$journal")
cp -r d.h5.parts intact.parts
expect 0 "a whole journal" "$AKSIM" merge intact.parts -o intact.h5 --quiet

# damaged NAME: merge says what is missing and writes nothing; a resumed shard mends it.
damaged() {
    expect 65 "merge of $1" "$AKSIM" merge d.h5.parts -o d.h5 --quiet
    says err 'of 40 runs are missing'
    [ ! -e d.h5 ] || fail "$1: something broken was merged"
    expect 0 "resume of $1" "$AKSIM" run "$long" -o d.h5 --shard 0/1 --quiet --resume
    expect 0 "merge of $1, resumed" "$AKSIM" merge d.h5.parts -o d.h5 --quiet
    same intact.h5 d.h5
    rm -rf d.h5 d.h5.parts
    cp -r intact.parts d.h5.parts
}
head -c $((size * 2 / 3)) intact.parts/shard0of1.0.0 >"$journal"
damaged "a truncated journal"
python3 - "$journal" <<'P'
import sys
with open(sys.argv[1], "r+b") as f:
    f.seek(0, 2)
    middle = f.tell() // 2
    f.seek(middle)
    byte = f.read(1)[0]
    f.seek(middle)
    f.write(bytes([byte ^ 8]))
P
damaged "a bit that flipped"

# What the runs are is told beside them: a letter of it that changed is no new label.
sed 's/A long day/A song day/' intact.parts/manifest.json >d.h5.parts/manifest.json
expect 65 "merge with a changed manifest" "$AKSIM" merge d.h5.parts -o d.h5 --quiet
says err 'manifest\.json is damaged'
expect 0 "resume with a changed manifest" "$AKSIM" run "$long" -o d.h5 --shard 0/1 --quiet --resume
expect 0 "merge with the manifest anew" "$AKSIM" merge d.h5.parts -o d.h5 --quiet
same intact.h5 d.h5

# ---- no room, no permission ----

many="$long --days 1 --replications 400 --threads 1" # 400 KB of journal
# shellcheck disable=SC2086 # several words
expect 0 "enough room" "$AKSIM" run $many -o enough.h5 --quiet
(
    # shellcheck disable=SC3045 # dash and bash both know it
    ulimit -f 400 # blocks of 512 bytes
    trap '' XFSZ
    # shellcheck disable=SC2086
    exec "$AKSIM" run $many -o full.h5 --quiet
) >out 2>err && code=0 || code=$?
[ "$code" -eq 74 ] || fail "a full disk: exit code $code, not 74"
says err 'The runs recorded there before are kept'
[ ! -e full.h5 ] || fail "a full disk left a results file"
# shellcheck disable=SC2086
expect 0 "with room again" "$AKSIM" run $many -o full.h5 --resume --format json
[ "$(from_json reused)" -gt 0 ] || fail "the runs from before the disk was full are lost"
same enough.h5 full.h5
if [ "$(id -u)" -ne 0 ]; then
    mkdir locked && chmod 555 locked
    expect 73 "a folder that nobody may write" "$AKSIM" run "$long" -o locked/x.h5 --quiet
    says err 'locked/x.h5'
fi
expect 73 "a folder that nobody can write" "$AKSIM" run "$long" -o /proc/x.h5 --quiet

# ---- two at once ----

"$AKSIM" run "$long" -o twice.h5 --replications 400 --quiet --threads 1 >out1 2>err1 &
first=$!
waited=0
until [ -e twice.h5.parts/manifest.json ] || [ $waited -ge 300 ]; do
    sleep 0.1
    waited=$((waited + 1))
done
expect 73 "the same output at once" "$AKSIM" run "$long" -o twice.h5 --replications 400 --quiet
expect 73 "--resume at once" "$AKSIM" run "$long" -o twice.h5 --replications 400 --quiet --resume
says err 'at work|writing'
expect 73 "--force at once" "$AKSIM" run "$long" -o twice.h5 --replications 400 --quiet --force
says err 'at work|writing'
wait $first || fail "the first of two was disturbed"
[ -e twice.h5 ] || fail "the first of two wrote nothing"

# ---- another mathematical library ----

# Without fused instructions exp, pow and sin differ in the last bit here and there.
other=glibc.cpu.hwcaps=-AVX2,-FMA
small=$DATA/two_places.cfg
expect 0 "a shard" "$AKSIM" run "$small" -o m.h5 --shard 0/2 --quiet
code=0
GLIBC_TUNABLES=$other "$AKSIM" run "$small" -o m.h5 --shard 1/2 --quiet >out 2>err || code=$?
if ! grep -qw fma /proc/cpuinfo 2>/dev/null || [ -n "${AKSIM_SANITIZE:-}" ]; then
    echo "no fused instructions here: not tried"
else
    [ "$code" -eq 65 ] || fail "a shard with another library: exit code $code, not 65"
    says err 'another mathematical library'
    GLIBC_TUNABLES=$other "$AKSIM" run "$small" -o n.h5 --shard 1/2 --quiet
    expect 65 "parts of two libraries" "$AKSIM" merge m.h5.parts n.h5.parts -o mixed.h5
    says err 'mathematical librar'
    expect 65 "merged elsewhere" env GLIBC_TUNABLES=$other "$AKSIM" merge m.h5.parts -o mixed.h5
    [ ! -e mixed.h5 ] || fail "runs of two mathematical libraries were mixed"
fi
finish
