#!/usr/bin/python3
"""Prints scenarios/README.md: the scenario file, all parameters, outcomes and care models.

usage: scenario_reference.py AKSIM
       scenario_reference.py AKSIM --write    into the file; also: the CMake target `reference`
       scenario_reference.py AKSIM --check    exit 1 and a diff when the file is stale

All tables come from the program AKSIM itself, the distributions from include/des/dist.h.
"""

import difflib
import itertools
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "scenarios/README.md"
EXAMPLE = "scenarios/experiments/small_example.cfg"

INTRODUCTION = """\
<!-- Written by tools/python/scenario_reference.py; do not edit. -->
# Scenarios

A scenario says what is simulated: places, arms, and every assumption that differs from the
defaults. `municipalities/` has places to include, `experiments/` comparisons to run,
`reference/` models whose results are known exactly, `parameters/` what outcomes should be
(`aksim show --validation`, `aksim calibrate`).

    aksim check FILE                 # is it valid, what will be run, how long will it take
    aksim run FILE -o results.h5
    aksim params FILE --setting NAME --arm NAME      # every value in force there, with its source

## The file

The format is [libconfig](https://hyperrealm.github.io/libconfig/)'s: `key = value;`, groups in
braces, lists in parentheses, `//` comments. A key that does not exist, or stands twice, is an error;
all errors of a file are told at once, with file and line. This is `{example}`:

```c
{text}```

Where several levels give a value, the later one counts: default, `parameters` of the file, setting,
arm, point, `--set path=value` on the command line. A run is one replication of one arm in one
setting at one point; the arms and points of a setting share their random numbers, replication by
replication, so that a difference is due to what was changed. Of a sampled design those points share
them that are compared (a walk of `morris`, a row of `saltelli`, the arms of a point); others do not,
so that chance averages out over points.

A setting of the home-care model may name municipalities instead: `{{ municipality = "4005"; }}`, by
number or name, `{{ municipality = ["Notodden", "Hol"]; }}` for a setting each, or `"all"`. Their
parameters are derived from Statistics Norway's figures of people and area; what the setting says
itself goes before. `aksim new --municipality Notodden -o my.cfg` writes them out, each with its rule.

A value that is a **distribution** says that cases vary; `uncertain` says that the value itself is in
doubt: with `draws = "on"` it is drawn once per replication, the same for all arms and settings.
Distributions and their arguments, `{{ dist = "name"; argument = number; ... }}`:

{distributions}
A distribution between cases may also be a table, a mixture, or any of these kept between two bounds:

| | meaning |
| --- | --- |
| `{{ dist = "table"; values = [5.0, 10.0, 20.0]; weights = [3.0, 2.0, 1.0]; }}` | one of these values; without weights all are as likely, so observations may stand there as they are |
| `{{ dist = "piecewise"; edges = [0.0, 10.0, 60.0]; weights = [0.7, 0.3]; }}` | even between neighbouring edges: a distribution function of straight pieces |
| `{{ dist = "mixture"; shares = [0.9, 0.1]; parts = ( {{ dist = "exponential"; mean = 5.0; }}, {{ dist = "constant"; value = 30.0; }} ); }}` | each case is of one of the parts; shares sum to 1 |
| `{{ dist = "lognormal"; median = 12.0; sigma = 0.83; truncate = [1.0, 120.0]; }}` | given that it lies between the bounds, both included |

In [ ] all numbers are written with a point, or none is. `uncertain` and `--set` take distributions
of the first table only.

**Grades** say how good a source is: A statistics, B national study, C international study,
D judgement. A bare value in a file has the source "scenario" and grade D.
"""

OWN_DATA = """\
## A municipality's own data

    aksim new --municipality Etne --own FOLDER -o own.cfg

puts what the folder has of four tables into the scenario, in the group `data`, a line of the table
each, so that the scenario runs anywhere without the files. `municipalities/example_own/` has an
invented set. Nothing in them is personal: a user is a number of one's own choice, an age band and
a need. Tables are CSV: the first line names the columns, in any order; cells are separated by `;`,
`,` or tabs; numbers may have a decimal comma where cells are separated otherwise; lines that begin
with `#` are comments; letters are UTF-8 ("CSV UTF-8" in a spreadsheet). A column that is misspelt or
missing, a negative number, a visit of nobody, a user whom neither road nor ferry reaches: each is
told with file and line (exit 65).

| file | columns (those in brackets may be left out) |
| --- | --- |
| `settlements.csv` | `name`; `x`, `y` in metres (UTM) or `lat`, `lon` in degrees; `users`: how many live there, the weight for those drawn later; [`radius_km`: standard deviation of homes, 0.6]; [`link`: `road`, `ferry`, `none`, or for the ends of the ferry `quay`, `quay_beyond`]; [`exposed`: `yes` when its road may close, `travel.closed`] |
| `users.csv` | `user`; `age`: `under_67`, `67_79`, `80_89`, `90_plus`; `need`: `limited`, `medium`, `extensive`; [`living`: `route`, `care_housing`, `other`]; [`settlement`, or `x`, `y`, or `lat`, `lon`; without, the home is drawn]; [`alarm`: `yes`, `no`] |
| `visits.csv` | `user`; `task`: `medication`, `personal_care`, `procedure`, `nutrition`, `supervision`, `practical_help`; `days`: `1` for Monday to `7`, as `135`; `start`: `08:30`; `minutes`; [`weeks`: `every`, `even`, `odd`]; [`carers`: 1 or 2]; [`skill`: `any`, `trained`, `nurse`]; [`window_min`: may begin so much before or after] |
| `staff.csv` | `profession`: `assistant`, `helsefagarbeider`, `nurse`, `vernepleier`; `position`: 0.05 to 1; [`team`: `day` or `night`] |

The first settlement is where the main office is. Users of the table are there on the first day, and
their visits are as granted until their need changes; then, and for all who come later, plans are
drawn as elsewhere. Without `visits.csv` all plans are drawn; without `users.csv` the users follow
from statistics and live in the settlements as these weigh. Posts of the table stand in the rota
of day and evening, or of the night, dealt to the zones by need; where there are none of a team,
posts follow from the plan.

Other tables take the place of what is built in:

| option | the file |
| --- | --- |
| `--table FILE` | municipalities, instead of those built in: `code`, `name`, `class` (centrality, 1 to 6), `population`, `age_67_plus`, `age_80_plus`, `age_90_plus`, `area_km2`; [`county`] |
| `--population FILE` | people by age as Statistics Norway's statistics bank exports table 07459, as CSV, in Norwegian or English; of several years the last column counts |
| `--rota FILE` | a rota: a post in each row with `profession`, `size` (0.85), `team` (1, 2 ... for the zones, or `night`), and columns `1`, `2`, `3` ... for the days of whole weeks from a Monday on. A cell is `D` day, `E` evening, `N` night, `L` long shift, `M` long shift that ends with the evening; empty, `-` or `F`: free. What breaks a rule of working time is told with its post, week and day |
"""

NETWORKS = """\
## Queueing networks

With `model = "network"` a scenario has stations and classes of customers. A class says how it
comes (`arrivals`) and where it goes (`route`); a station says who serves, in which order, and who
may wait. Those that nobody visits cost nothing.

```c
parameters = {{
{text}}};
```

A route is a sequence, `"station1 > station2 0.6 | station3 > station4"`, or a table that says where
to go from each station, `"in: station1; station1: station2 0.5 | station1 0.1"`. The number is the
chance of a choice; one choice without a number takes what is left of 1, otherwise the rest leaves.
A class in the place of a station: the customer goes on as that class, from the beginning of its
route. The files of [`reference/`](reference) show most of what there is, and `aksim verify` compares
such networks with exact results.

| wanted | said so |
| --- | --- |
| loss system, M/M/c/K | `waiting_room = 0;`, `waiting_room = K - c;` |
| M/G/infinity, a delay between stations | a station with `servers = -1;` |
| closed network | `arrivals = "population"; population = 20; away = 0.0;` |
| finite source, machine repair, Engset | `arrivals = "population";` with an `away` that takes time |
| tandem with blocking after service | at the second station `waiting_room = 2; when_full = "block";` |
| time-varying Poisson arrivals | `arrivals = "varying"; rates_per_h = "2, 8, 4"; rate_step = 60.0;` |
| batches | `batch = 3.0;`, or a distribution, rounded; 0: nobody comes |
| balking | `joins = "1, 0.5, 0";` of a class: chance to stay with 0, 1, 2 or more there |
| reneging | `patience = {{ dist = "exponential"; mean = 2.0; }};` of a class |
| retrial queue | `retry = {{ dist = "exponential"; mean = 5.0; }};` of a class: who is turned away comes again |
| processor sharing | `discipline = "processor_sharing";` of a station; the wait is then stay less service |
| polling | `discipline = "polling"; switch_time = 0.5;` of a station with one server |
| vacations of a server | a class with `population = 1; away = 0.0; priority = 1;` and the vacation as its service |
| services by class | `service = {{ station1 = 2.0; station3 = {{ dist = "erlang"; ... }}; }};` of a class |
| the share that waits at most 5 minutes | `wait_target = 5.0;` of a station; outcome `service_level` |

`aksim check` warns of a station to which open classes bring as much work as its servers can do, or
more: its queue grows with the days, and no number of replications makes the means converge.
Stations with `when_full = "block"` that are full in a circle end the run, which tells their names.

`aksim show OUT.h5 --arms --stratum NAME --outcomes all` prints what happened to `all`, at one
station (`station1`), to one class (`class2`), or to one class at one station (`station1.class2`).
Routes end in `all` and in classes: at a station look at `visits_served`, not at `throughput`.
Every wait, for quantiles: `aksim run FILE -o OUT.h5 --trace visits`, then
`aksim export OUT.h5 --table trace/customers`.
"""

DESIGNS = """\
## Points and designs

`points = ( {{ name = "p1"; parameters = {{ ... }}; }}, ... )` lists sets of values to try; instead of
it a `design` lays the points:

```c
design = {{
  kind = "saltelli"; points = 512;
  factors = ( "formula.x1",
              {{ path = "formula.x2"; low = 0.2; high = 0.8; }},
              {{ path = "formula.noise"; uncertain = {{ dist = "uniform"; low = 0.0; high = 1.0; }}; }} );
}};
```

{designs}
A factor is the path of a parameter; without a range it takes the parameter's own `uncertain`, in
each arm and setting its own, and an arm that gives a bare value keeps it. Without `factors` all
parameters with an `uncertain` record are factors. What no design varies is drawn as always, unless
`draws = "off"`. `aksim check` prints points, runs, time and disk, and changes nothing;
`/plan/points` of the results has a column for each factor; `aksim show OUT.h5 --sensitivity`
prints what the points say; of more than 50 points of a list, a factorial or a CSV file plain `aksim
show` prints what they are together. More points, replications or arms reuse what is there with `--resume`
(a Latin hypercube, whose strata depend on their number, excepted).
"""

STOP = """\
## As many replications as are needed

```c
replications = 200;     // the most
stop = {{ outcomes = ["acute_admissions"]; relative = 0.05; absolute = 0.0;
         first = 10; step = 10; look_ahead = 5; }};
```

A setting and point has enough when the 95 % half-width of every named difference from the reference
arm (of the level, with one arm) is at most `relative` times the reference's mean, or `absolute`,
whichever is more, and stays so for `look_ahead` replications; it is looked at after `first`
replications and then every `step`. All arms take the same number, up to `replications`. What is
decided depends on the results alone: threads, ranks, shards and resumption give the same bytes, and
another rule reuses what is there. `/plan/replications` says how many there were and why.
"""

DESIGN_ROWS = [
    ("factorial", "every combination, the last factor fastest; each has `values = [ ... ]` of any "
     "type; to a million points", "r"),
    ("csv", "`file = \"points.csv\"`: a line of paths, then a point on each line, to a million (the "
     "resolved scenario has its text as `content`)", "r"),
    ("latin_hypercube", "`points` strata of every factor, one point in each", "r"),
    ("sobol", "a scrambled Sobol sequence; beyond 40 dimensions a scrambled Halton sequence, to "
     "1229; powers of 2 are best", "r"),
    ("saltelli", "for Sobol indices: `points` rows of factors + 2 points; two dimensions a factor",
     "row · 2³² + r"),
    ("morris", "for screening: `points` walks of factors + 1 points on a grid of `levels` (4); a "
     "distribution from its 2.5 % to its 97.5 % quantile", "r"),
    ("uncertainty", "`points` draws from what is in doubt, replications within each draw",
     "point · 2³² + r"),
]

OUTCOMES = """\
## Outcomes

Runs add up totals; an outcome is a ratio of two sums over runs, never a mean of ratios. "Better"
is the direction that the tables of `aksim show` call better.
"""

LEVERS = """\
## Levers

Beside any care model, or without one: a block of an arm, or in the `parameters` of a setting, where it
holds in every arm of the place (`arm = { levers = { ... }; };`). All are off unless `on` is said, begin on
day 0, and combine. Their parameters are the groups `arm.levers.*` below.
"""

CARE_MODELS = """\
## Care models

What an arm names with `model = "..."`. One that is not here can be
[built as a plug-in](../tests/consumer/my_team.c): `aksim run FILE --plugin ./my_team.so -o OUT.h5`;
`tools/new-care-model NAME` writes its starting files.

A model may also be composed in the arm: from another with deltas, and from named parts.

    { name = "rounds"; model = "expert_team"; post = "added";
      parts = ("referral", "round", "treatment");           // asked in this order
      parameters = { care = {
        expert_team = { staffing = { fixed = 3; }; };       // the rest as in the base
        composed = { round = { weeks = 2.0; }; };           // a part that the base lacks
      }; }; }

`model = "composed"` is a base without an organisation of its own: all its values stand under
`care.composed`. `experiments/composed.cfg` has one of each.
"""


def experiment(path):
    """Question, what to read and time of a ready experiment, from its head comment."""
    head = []
    for line in path.read_text().splitlines():
        if not line.startswith("//"):
            break
        head.append(line[2:].strip())
    parts = re.split(r"\b(Read|Time): ", " ".join(head))
    facts = dict(zip(parts[1::2], (part.strip() for part in parts[2::2])))
    return [f"[`{path.name}`](experiments/{path.name})", parts[0].strip(), facts.get("Read", ""),
            facts.get("Time", "")]


def experiments():
    files = sorted((ROOT / "scenarios/experiments").glob("*.cfg"))
    return "## Ready experiments\n\n" + table(["file", "question", "what to read", "time"], [experiment(f) for f in files])


def networks():
    lines = (ROOT / "scenarios/reference/priority.cfg").read_text().split("parameters = {\n", 1)[1]
    return NETWORKS.format(text=lines.split("\n};\n", 1)[0] + "\n")


def ask(aksim, *arguments):
    """What the program prints."""
    return subprocess.run([aksim, *arguments], check=True, capture_output=True, text=True).stdout


def records(aksim, command):
    return json.loads(ask(aksim, command, "--format", "json"))


def cell(text):
    return str(text).replace("|", "\\|").replace("\n", " ")


def table(heads, rows):
    lines = [heads, ["---"] * len(heads), *([cell(c) for c in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def distributions():
    header = (ROOT / "include/des/dist.h").read_text()
    kinds = re.findall(r"DES_DIST_([A-Z0-9_]+),\s*/\* (.*?) \*/", header)
    return table(["dist", "arguments"],
                 [(kind.lower(), arguments) for kind, arguments in kinds if kind != "NONE"])


def introduction():
    return INTRODUCTION.format(example=EXAMPLE, text=(ROOT / EXAMPLE).read_text(),
                               distributions=distributions())


def groups(aksim):
    """(model, path, meaning) in declared order: the headings of `aksim params`."""
    return re.findall(r"^(\w+): (\S+) - (.*)$", ask(aksim, "params"), re.MULTILINE)


def listed(names):
    """`a`, `b`, `c`; `station1` to `station24`."""
    stems = {name.rstrip("0123456789") for name in names}
    if len(stems) == 1 and len(names) > 8:
        return f"`{names[0]}` to `{names[-1]}`"
    return ", ".join(f"`{name}`" for name in names)


def numbered(groups_of_models):
    """(model, path, meaning, last path): groups station1, station2 ... say the same of each."""
    for _, same in itertools.groupby(
            groups_of_models, lambda g: (g[0], g[1].rstrip("0123456789"), g[2])):
        same = list(same)
        yield (*same[0], same[-1][1])


def group_of(parameter, all_groups):
    """(model, path) of the innermost group; None without any."""
    inside = [(model, group) for model, group, _ in all_groups
              if parameter["model"] == model and parameter["path"].startswith(group + ".")]
    return max(inside, key=lambda g: len(g[1]), default=None)


def key_of(parameter, group):
    """The path without the name of a set's element."""
    return parameter["path"][len(group) + 1:].split(".")[0]


def described(parameter, group):
    """What the elements of a set have in common."""
    return (key_of(parameter, group),
            *(parameter[k] for k in ("type", "unit", "range", "source", "grade", "uncertain",
                                     "meaning")))


def parameter_rows(parameters, group):
    for _, same in itertools.groupby(parameters, lambda p: described(p, group)):
        same = list(same)
        first = same[0]
        path, default = f"`{group}.{key_of(first, group)}`", f"`{first['value']}`"
        names = [p["path"].split(".")[-1] for p in same]
        if first["path"] != f"{group}.{key_of(first, group)}":
            path += f" of {listed(names)}"
            values = [p["value"] for p in same]
            default = ", ".join(values if len(set(values)) > 1 else values[:1])
        yield (path, first["type"], first["unit"], default, first["range"], first["source"],
               first["grade"], first["uncertain"], first["meaning"])


def parameter_tables(aksim):
    parameters = records(aksim, "params")
    all_groups = groups(aksim)
    home = [group_of(p, all_groups) for p in parameters]
    text = "## Parameters\n"
    for model, group, meaning, last in numbered(all_groups):
        inside = [p for p, at in zip(parameters, home) if at == (model, group)]
        alike = "" if last == group else f" to `{last}`"
        text += f"\n### `{group}`{alike} - {meaning} ({model})\n\n"
        text += table(["path", "type", "unit", "default", "range", "source", "grade", "uncertain",
                       "meaning"], parameter_rows(inside, group))
    if None in home:
        sys.exit("scenario_reference.py: parameters and groups do not match")
    return text


def factor(scale):
    if scale == 1:
        return ""
    return f"1/{1 / scale:.0f} × " if abs(1 / scale % 1 - 0.5) > 0.499999 else f"{scale:g} × "


def formula(outcome):
    below = "" if outcome["denominator"] is None else f" / {outcome['denominator']}"
    return f"{factor(outcome['scale'])}{outcome['numerator']}{below}"


def outcome_tables(aksim):
    text = OUTCOMES
    by_group = itertools.groupby(records(aksim, "outcomes"), lambda o: (o["model"], o["group"]))
    for (model, group), outcomes in by_group:
        text += f"\n### {group} ({model})\n\n"
        text += table(["outcome", "unit", "formula", "better", "meaning"],
                      [(f"`{o['name']}`", o["unit"], formula(o), o["better"], o["meaning"])
                       for o in outcomes])
    return text


def designs():
    return DESIGNS.format(designs=table(
        ["kind", "points", "random numbers of replication r"],
        [(f"`{kind}`", what, word) for kind, what, word in DESIGN_ROWS]))


def care_model_table(aksim):
    return CARE_MODELS + "\n" + table(
        ["care model", "what it is", "source"],
        [(f"`{m['name']}`", m["summary"], m["source"])
         for m in records(aksim, "models") if m["kind"] == "care model"])


def lever_table(aksim):
    return LEVERS + "\n" + table(
        ["lever", "what it is", "source", "set by"],
        [(f"`{m['name']}`", m["summary"], m["source"], f"`{m['how']}`")
         for m in records(aksim, "models") if m["kind"] == "lever"])


def page(aksim):
    return "\n".join([introduction(), experiments(), designs(), STOP.format(), OWN_DATA,
                      networks(), care_model_table(aksim),
                      lever_table(aksim), parameter_tables(aksim), outcome_tables(aksim)])


def check(aksim):
    ask(aksim, "check", "--no-trial", str(ROOT / EXAMPLE))
    difference = list(difflib.unified_diff(PAGE.read_text().splitlines(), page(aksim).splitlines(),
                                           "scenarios/README.md", "the program", lineterm=""))
    if difference:
        print(*difference, "Stale: build the target `reference`.", sep="\n")
    return bool(difference)


def main(aksim, mode=None):
    if mode is None:
        sys.stdout.write(page(aksim))
    elif mode == "--write":
        PAGE.write_text(page(aksim))
    elif mode == "--check":
        sys.exit(check(aksim))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
