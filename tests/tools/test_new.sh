#!/bin/sh
# aksim new: a scenario for any municipality that the program accepts as it is, and what it
# says of a place, a table or an output that is wrong; settings by code.
set -eu
. "$2/tests/tools/support.sh"

expect 0 "by code" "$AKSIM" new --municipality 4005 --model expert_team -o my.cfg
grep -q '^// Notodden (4005)' my.cfg || fail "the scenario does not name its place"
expect 0 "check as it is" "$AKSIM" check my.cfg --no-trial
expect 0 "run as it is" "$AKSIM" run my.cfg -o my.h5 --quiet --days 7 --replications 1
# Every value stands with a source and a grade.
grep ' = { value' my.cfg | grep -vE 'source = "[^"]{3,}"; grade = "[ABCD]"' && fail "no source" || :
[ "$(grep -c ' = { value' my.cfg)" -ge 25 ] || fail "few values"

grep -q 'So small a place' my.cfg && fail "a warning about a place that is not small" || :
expect 0 "the smallest" "$AKSIM" new --municipality Utsira
says out '^// So small a place has so few posts'

# By name: the same text.  Without -o: the standard output.
expect 0 "by name" "$AKSIM" new --municipality notodden --model expert_team
cmp -s out my.cfg || fail "by name and by code differ"

expect 0 "the table" "$AKSIM" new --list --format csv
[ "$(wc -l <out)" -eq 358 ] || fail "the list has not 357 municipalities"

while IFS='|' read -r name code options told; do
    # shellcheck disable=SC2086 # several options in one cell
    expect "$code" "$name" "$AKSIM" new $options
    says err "$told"
done <<'END'
an unknown code|65|--municipality 40055|there is no municipality "40055" \(nearest: .*4005 Notodden
half of a double name|65|--municipality Osl|nearest: 0301 Oslo-Oslove
the beginning of a name|65|--municipality Nore|nearest: 3338 Nore og Uvdal
a misspelt name|65|--municipality Sandefjrd|nearest: 3907 Sandefjord
an empty name|65|--municipality=|there is no municipality ""
a code of former years|65|--municipality 0704|no municipality "0704".*codes change with mergers
a name that two have|65|--municipality Herøy|1515 for Herøy .* 1818 for Herøy
an unknown care model|65|--municipality 4005 --model nobody|"nobody".*expert_team
a table that is not there|66|--municipality 4005 --table none.csv|none\.csv cannot be read
no municipality|64||which municipality
a year too far|64|--municipality 4005 --year 2050|"2050" \(accepted: 2024 to 2040\)
an unknown projection|64|--municipality 4005 --year 2040 --projection most|"most" \(accepted: low, main, high\)
a projection of no year|64|--municipality 4005 --projection low|to which year
an argument too many|64|--municipality 4005 Hol|what is 'Hol'
no folder|73|--municipality 4005 -o nowhere/my.cfg|nowhere/my\.cfg cannot be written
an output that exists|73|--municipality 4005 -o my.cfg|my\.cfg.*--force
END

# ---- the files that come with the program are what it writes ----

cd "$ROOT/scenarios/municipalities"
made=0
for file in class*.cfg case*.cfg; do
    how=$(sed -n '2s#^// made by: aksim new ##p' "$file")
    # shellcheck disable=SC2086 # several options
    "$AKSIM" new $how >"$WORK/new.cfg" || fail "$file: aksim new $how"
    sed 1,2d "$file" | cmp -s - "$WORK/new.cfg" || fail "$file is not what aksim new $how writes"
    "$AKSIM" check --no-trial "$file" >/dev/null || fail "$file is not valid"
    made=$((made + 1))
done
[ "$made" -eq 11 ] || fail "$made files of places, not 11"
cd "$WORK"

# ---- winter by county, off until a speed is said ----

for place in "5501 cold" "4601 coast" "1506 coast" "0301 lowland" "3430 cold"; do
    expect 0 "$place" "$AKSIM" new --municipality "${place% *}"
    says out "climate = \\{ value = \"${place#* }\""
done

# ---- another year ----

expect 0 "another year" "$AKSIM" new --municipality 4005 --year 2040 --projection high -o later.cfg
grep -q 'year = 2040; alternative = "high";' later.cfg || fail "the year is not in the scenario"
expect 0 "check it" "$AKSIM" check later.cfg --no-trial

# ---- a user's own table ----

head='code;name;class;population;age_67_plus;age_80_plus;age_90_plus;area_km2'
printf '%s\n9999;My place;3;8000;1400;380;60;210.5\n' "$head" >mine.csv
expect 0 "an own table" "$AKSIM" new --municipality 9999 --table mine.csv -o mine.cfg
expect 0 "check it" "$AKSIM" check mine.cfg --no-trial
grep -q 'population = { value = 8000; source = "mine.csv"; grade = "D"' mine.cfg ||
    fail "the source is not the own table"
printf '%s\n9999;My place;3;-8000;1400;380;60;210.5\n' "$head" >bad.csv
expect 65 "a negative number" "$AKSIM" new --municipality 9999 --table bad.csv
says err 'bad\.csv:2: population: "-8000" is negative'
# Quotes as a spreadsheet writes them, and within a name.
printf '%s\n"9999";"My; ""own"" place";3;8000;1400;380;60;210,5\n' "$head" >quoted.csv
expect 0 "quotes" "$AKSIM" new --municipality 9999 --table quoted.csv -o quoted.cfg
grep -q '^// My; "own" place (9999)' quoted.cfg || fail "the quotes of the name are lost"
expect 0 "check it" "$AKSIM" check quoted.cfg --no-trial
while IFS='|' read -r name row told; do
    printf '%s\n%s\n' "$head" "$row" >bad.csv
    expect 65 "$name" "$AKSIM" new --municipality 9999 --table bad.csv
    says err "$told"
done <<'END'
a quote left open|9999;"My place;3;8000;1400;380;60;210.5|bad\.csv:2: a quote .*not closed
a cell too few|9999;My place;3;8000;1400;380;60|bad\.csv:2: 7 cells in a table of 8 columns: none for area_km2
a cell too many|9999;My place;3;8000;1400;380;60;210.5;7|bad\.csv:2: 9 cells in a table of 8 columns
END
{
    echo "$head" | tr ';' ','
    echo '9999,My place,3,8000,1400,380,60,210,5'
} >bad.csv
expect 65 "a decimal comma between commas" "$AKSIM" new --municipality 9999 --table bad.csv
says err 'bad\.csv:2: 9 cells .*a decimal comma needs ;'
printf 'code;name\n9999;My place\n' >bad.csv
expect 65 "missing columns" "$AKSIM" new --municipality 9999 --table bad.csv
says err 'bad\.csv:1: no column "population"'
says err 'bad\.csv:1: no column "area_km2"'

# ---- people by age from the statistics bank ----

ages() {
    printf '"07459: Population, by region, sex, age and year"\n\n"region";"sex";"age";"Persons 2026"\n'
    printf '"4005 Notodden";"%s";"%s";"%s"\n' Males '0-66 years' 5000 Males '67-79 years' 400 \
        Males '80-89 years' 140 Males '90 years or older' 60 Females '0-66 years' 5100 \
        Females '67-79 years' 500 Females '80-89 years' "$1" Females '90 years or older' "$2"
}
ages 160 140 >ages.csv
expect 0 "own ages" "$AKSIM" new --municipality 4005 --population ages.csv
says out 'population = \{ value = 11500; source = "ages\.csv"'
says out 'share_80_plus = \{ value = 0\.0435;'
says out 'share_90_plus_of_80 = \{ value = 0\.4;'
expect 65 "ages of another place" "$AKSIM" new --municipality Drammen --population ages.csv
says err '^aksim: ages\.csv: no people of 3301 Drammen'
# As a Norwegian export has them: commas, codes, both sexes, two years, the country on top.
{
    printf '07459: Befolkning, etter region, kj\370nn, alder, statistikkvariabel og \345r\n\n'
    printf 'region,kj\370nn,alder,Personer 2025,Personer 2026\n'
    printf '0 Hele landet,Begge kj\370nn,0-66 \345r,4600000,4650000\n'
    printf 'K-4005 Notodden,Begge kj\370nn,0-66 \345r,10000,10100\n'
    printf 'K-4005 Notodden,Begge kj\370nn,67-79 \345r,890,900\n'
    printf 'K-4005 Notodden,Begge kj\370nn,80-89 \345r,290,300\n'
    printf 'K-4005 Notodden,Begge kj\370nn,90 \345r eller eldre,190,200\n'
} >norsk.csv
expect 0 "a Norwegian export" "$AKSIM" new --municipality 4005 --population norsk.csv
says out 'population = \{ value = 11500; source = "norsk\.csv"'
says out 'share_90_plus_of_80 = \{ value = 0\.4;'
ages 160 -2 >ages.csv
expect 65 "negative people" "$AKSIM" new --municipality 4005 --population ages.csv
says err 'ages\.csv:11: a negative number of people'
ages 160 140 | sed 's/67-79/60-79/' >ages.csv
expect 65 "a band across 67" "$AKSIM" new --municipality 4005 --population ages.csv
says err 'ages\.csv:5: an age band across'
# One change of the export: what is told.
while IFS='|' read -r name edit told; do
    ages 160 140 | sed "$edit" >ages.csv
    expect 65 "$name" "$AKSIM" new --municipality 4005 --population ages.csv
    says err "^aksim: ages\.csv:$told"
done <<'END'
nobody of 90 or more|/90 years/d| Notodden: ages are missing: males of 90 years or more
an age band left out|/Females";"67/d| Notodden: ages are missing: females from 67 to 79 years
one sex alone|/Females/d| Notodden: ages are missing: females from 0 to 89 years
a line twice|8p|9: people of this age are given twice: "0-66 years"
text for people|s/"500"/"many"/|9: not a number of people: "many"
no figure|s/"500"/".."/|9: not a number of people: ".."
a decimal comma|s/"500"/"500,5"/|9: not a number of people: "500,5"
a row cut off|s/;"500"//|9: too few columns
a quote left open|9s/"500"/"500/|9: a quote is not closed
an unknown sex|s/Females/Others/|8: no sex \(accepted: Males
an age that is none|s/80-89 years/very old/|6: not an age: "very old"
another municipality without a code|s/4005 Notodden/Notodden/|4: no municipality of the table \(accepted: 4005
END
# As it comes: a byte order mark, lines that end as on Windows, blanks between thousands, a last
# column that is empty, totals, an older year, a municipality of former years, notes at the end.
{
    printf '\357\273\277region;alder;\303\245r;Personer;\r\n'
    for line in 'Alder i alt;2026;11500' '0-66 \303\245r;2026;10 100' '0-66 \303\245r;2025;9 000' \
        '67-79 \303\245r;2026;900' '80-89 \303\245r;2026;300' '90 \303\245r eller eldre;2026;200'; do
        printf "4005 Notodden;$line;\r\n"
    done
    printf '0807 Notodden (-2019);0-66 \303\245r;2026;0;\r\n\r\nSist endret:\r\n20260225 08:00\r\n'
} >whole.csv
expect 0 "an export as it comes" "$AKSIM" new --municipality 4005 --population whole.csv
says out 'population = \{ value = 11500; source = "whole\.csv"'
says out 'share_80_plus = \{ value = 0\.0435;'
expect 65 "no such export" "$AKSIM" new --municipality 4005 --population mine.csv
says err 'mine\.csv: no line with the columns "region"'

# ---- settings by code ----

settings() {
    printf 'title = "t"; model = "home_care"; days = 7; replications = 1;\nsettings = ( %s );\n' "$1" >s.cfg
}
settings '{ municipality = "Notodden"; }, { municipality = ["4024", "Hol"]; parameters = { municipality = { hospital_km = 55.5; }; }; }'
expect 0 "by code" "$AKSIM" check s.cfg --no-trial --format json
says out '"4005"'
says out '"4024"'
expect 0 "run" "$AKSIM" run s.cfg -o s.h5 --quiet
expect 0 "parameters" "$AKSIM" show s.h5 --parameters --format csv
grep -q '^4024,.*municipality\.hospital_km,.*55\.5' out || fail "what the setting says itself is lost"
grep -q '^4005,.*municipality\.name,.*Notodden' out || fail "the place is not there"
# All places together: the sums of the places apart, and ratios of these sums.
expect 0 "sums" "$AKSIM" show s.h5 --sums --format json
cp out sums.json
expect 0 "runs" "$AKSIM" export s.h5 --table outcomes/totals --format json
python3 - sums.json out <<'PY' || fail "the sums are not the sums"
import json, sys
sums = {r["name"]: r["sum"] for r in json.load(open(sys.argv[1]))}
rows = [r for r in json.load(open(sys.argv[2])) if r["stratum"] in ("all", 0)]
assert len(rows) == 3
for name in ("user_days", "visits_done", "travel_minutes"):
    whole = sum(r[name] for r in rows)
    assert whole > 0 and abs(sums[name] - whole) < 1e-6 * whole, name
share = 100 * sums["travel_minutes"] / sums["duty_minutes"]
assert abs(sums["travel_share"] - share) < 1e-9
PY
settings '{ municipality = "all"; }'
expect 0 "all" "$AKSIM" check s.cfg --no-trial
says out '357 settings'
while IFS='|' read -r name record told; do
    settings "$record"
    expect 65 "$name" "$AKSIM" check s.cfg --no-trial
    says err "$told"
done <<'END'
an unknown place|{ municipality = "Drammmen"; }|^s\.cfg:2: .*municipality: there is no municipality "Drammmen" \(nearest: 3301 Drammen
a place twice|{ municipality = ["4005", "Notodden"]; }|^s\.cfg:2: .*name "4005" is given twice
a number|{ municipality = 4005; }|not a place \(accepted: "a code or name"
a name for several|{ name = "x"; municipality = ["4005", "4024"]; }|a name for several places
a place out of reach|{ municipality = "4005"; parameters = { map = { reach_km = 195.0; }; }; }|map\.reach_km: a user [0-9]+ km of road .*cannot be reached
a misspelt key|{ municipalty = "4005"; }|unknown key .*did you mean municipality
END

# ---- a municipality's own rota ----

days=$(seq 1 21 | tr '\n' ';' | sed 's/;$//')
{
    printf '# ours\nprofession;size;team;%s\n' "$days"
    printf 'nurse;1;1;D;D;D;D;;D;D;D;D;D;;D;;;D;D;D;D;D;;\n'
    printf 'helsefagarbeider;0,9;1;E;E;E;E;F;F;;E;E;E;E;;E;E;E;E;;E;;;\n'
    printf 'nurse;.45;night;N;;;;;N;N;;;;;;;;N;N;;;;;\n' | sed 's/\.45/0.45/'
} >rota.csv
expect 0 "an own rota" "$AKSIM" new --municipality 1828 --rota rota.csv -o rota.cfg
grep -q '"helsefagarbeider 0.9 1 EEEE--- EEEE-EE EE-E---"' rota.cfg || fail "no line of the rota"
expect 0 "run with it" "$AKSIM" run rota.cfg -o rota.h5 --quiet --days 7 --replications 1
# The page of a place alone: no line of blanks, none that ends with them.
expect 0 "show its page" "$AKSIM" show rota.h5
! grep -q 'own staff' out || fail "rows of own staff where there are none"
! grep -n ' $' out || fail "a line ends with blanks"
expect 0 "show its rota" "$AKSIM" show rota.h5 --outcomes persons_per_post --format csv

while IFS='|' read -r name edit told; do
    sed "$edit" rota.csv >bad.csv
    expect 65 "$name" "$AKSIM" new --municipality 1828 --rota bad.csv
    says err "$told"
done <<'END'
no column team|2s/team/base/|^aksim: bad\.csv:2: no column "team"
days that are no weeks|2s/;21$//|^aksim: bad\.csv:2: "20" days are not 1 to 12 whole weeks
an unknown profession|3s/nurse/doctor/|^aksim: bad\.csv:3: "doctor" is not a profession
a post of two|3s/nurse;1/nurse;2/|^aksim: bad\.csv:3: "2" is not the size of a post
a row too short|3s/;D;;$//|^aksim: bad\.csv:3: .*too few cells
a night in a day team|3s/1;D/1;N/|^aksim: bad\.csv:3: .*duty of another team
a letter that is no duty|4s/E/Q/|^aksim: bad\.csv:4: .*no duty
too little rest|4s/1;E;E/1;E;D/|^aksim: bad\.csv:4: impossible rota: helsefagarbeider, 0\.90 of a post, week 1, Monday: breaks the rule of daily rest \(11 hours
seven days in a row|3s/D;D;D;D;;D;D/D;D;D;D;D;D;D/|^aksim: bad\.csv:3: impossible rota: nurse.*week 1, Monday: breaks the rule of days in a row \(at most 6
two weekends|4s/F;F;/F;E;/|^aksim: bad\.csv:4: .*week 1, Saturday: breaks the rule of weekends \(at most one in 3
too many hours|3s/nurse;1;/nurse;0.5;/|^aksim: bad\.csv:3: .*breaks the rule of hours \(35\.5 a week
END
sed 's/ DDDD-DD / DDDDDDD /; s/"nurse 1 1 DDDD-DD/"nurse 1 1 DDDDDDD/' rota.cfg >bad.cfg
expect 65 "a rota that cannot be, in a scenario" "$AKSIM" run bad.cfg -o bad.h5 --quiet
says err '^bad\.cfg:[0-9]+: staff\.rota:1: impossible rota: nurse.*days in a row'
# A place has as many zones as the rota has teams, in every replication.
printf '%s\n' "nurse;0,4;2;D;D;;;;;;D;D;;;;;;D;D;;;;;" >>rota.csv
expect 0 "two teams" "$AKSIM" new --municipality 3430 --rota rota.csv -o two.cfg
expect 0 "run with two teams" "$AKSIM" run two.cfg -o two.h5 --quiet --days 7 --replications 3
sed 's/ 0.4 2 D/ 0.4 3 D/' two.cfg >bad.cfg
expect 65 "no line of a team" "$AKSIM" check bad.cfg --no-trial
says err 'staff\.rota: impossible rota: no line of team 2'
sed 's/ 0.4 2 D/ 0.4 9 D/' two.cfg >bad.cfg
expect 65 "more teams than a place of this size has" "$AKSIM" check bad.cfg --no-trial
says err 'staff\.rota: impossible rota: 9 teams for about [0-9]+ users \(accepted: up to 6'
finish
