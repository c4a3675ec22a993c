#!/usr/bin/python3
"""Reads a results file with h5py and pandas: the paired differences, with names for codes.

usage: read_results.py results.h5
"""

import sys

import h5py
import pandas as pd


def frame(file, table):
    """A table with its categories as text."""
    columns = file[table]
    data = pd.DataFrame({name: columns[name][:] for name in columns})
    for name in columns:
        if "labels" in columns[name].attrs:
            labels = file[columns[name].attrs["labels"]].asstr()[:]
            data[name] = pd.Categorical.from_codes(data[name], labels)
    return data


if __name__ == "__main__":
    with h5py.File(sys.argv[1]) as results:
        paired = frame(results, "outcomes/paired")
    first = paired[(paired.outcome == paired.outcome.iloc[0]) & (paired.stratum == "all")]
    shown = ["setting", "point", "arm", "outcome", "interval", "mean", "low", "high"]
    print(first[shown].to_string())
