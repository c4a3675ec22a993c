#!/usr/bin/python3
"""Opens every table of a results file the way its documentation says.

usage: read_results.py FILE      exit 0: all is as promised; 77: h5py or pandas is missing
"""

import sys

try:
    import h5py
    import numpy as np
    import pandas as pd
except ImportError as missing:
    print(f"skip: {missing}")
    sys.exit(77)

LONG_UNITS = {"minutes", "hours", "seconds", "days"}  # xarray makes time deltas of these


def text_of(value):
    """A text attribute: h5py hands fixed-length ones out as bytes."""
    return value.decode() if isinstance(value, bytes) else value


def tables(group, path=""):
    """Every group whose children are columns, with its path."""
    for name in group:
        child = group[name]
        if not isinstance(child, h5py.Group):
            continue
        inside = f"{path}/{name}"
        if any(isinstance(child[k], h5py.Dataset) and child[k].ndim == 1 for k in child):
            yield inside, child
        yield from tables(child, inside)


def check_column(path, column, rows):
    assert len(column) == rows, f"{path}: {len(column)} rows, not {rows}"
    assert "units" in column.attrs and "long_name" in column.attrs, f"{path}: not described"
    unit = text_of(column.attrs["units"])
    assert unit != "" and unit not in LONG_UNITS, f"{path}: unit {unit}"
    kind = column.dtype
    text = h5py.check_string_dtype(kind)
    assert text is not None or kind in (np.float64, np.int32), f"{path}: type {kind}"
    if text is not None:
        assert text.encoding == "utf-8" and text.length is None, f"{path}: {text}"
    if column.chunks is not None:
        assert column.chunks[0] * kind.itemsize < 2**20, f"{path}: chunk of 1 MiB or more"
    if "labels" in column.attrs:
        check_category(path, column)


def check_category(path, column):
    names = column.file[text_of(column.attrs["labels"])].asstr()[:]
    if "flag_values" in column.attrs:
        values = np.atleast_1d(column.attrs["flag_values"])
        assert list(values) == list(range(len(names))), f"{path}: flag_values"
        assert len(text_of(column.attrs["flag_meanings"]).split(" ")) == len(names), path
    codes = column[:]
    assert ((codes >= -1) & (codes < len(names))).all(), f"{path}: a code without a name"


def check(name):
    found = {}
    with h5py.File(name, "r") as file:
        for attribute in ("schema", "schema_version", "title", "Conventions"):
            assert text_of(file.attrs[attribute]) != "", attribute
        assert file.attrs["complete"] in (0, 1)
        assert isinstance(text_of(file["provenance"].attrs["seed"]), str)
        assert file["provenance/volatile"].dtype.itemsize == 4096
        assert file["scenario/resolved"].asstr()[()] != ""
        for path, group in tables(file):
            if path.startswith("/labels"):
                continue
            frame = pd.DataFrame({k: group[k][:] for k in group})
            found[path] = frame
            for key in group:
                check_column(f"{path}/{key}", group[key], len(frame))
            if path.startswith(("/series/", "/trace/")):
                assert frame.columns[0] == "run_id", f"{path}: run_id is not first"
                assert frame["run_id"].is_monotonic_increasing, f"{path}: not in plan order"
    for path in ("/scenario/parameters", "/plan/runs", "/outcomes/summary", "/outcomes/paired"):
        assert path in found, f"{path} is missing"
    assert (found["/plan/runs"]["run_id"] == range(len(found["/plan/runs"]))).all()
    for path, frame in sorted(found.items()):
        print(f"{path}: {len(frame)} rows of {', '.join(frame.columns)}")


if __name__ == "__main__":
    check(sys.argv[1])
