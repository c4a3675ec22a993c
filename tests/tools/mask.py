"""mask.py FILE... - blanks the volatile text (4096 bytes of fixed place) into FILE.masked, so
that equal runs compare equal with cmp."""
import sys

SIZE = 4096

for name in sys.argv[1:]:
    with open(name, "rb") as file:
        content = file.read()
    start = content.find(b'{"created":')
    if start < 0:
        sys.exit(f"{name}: no volatile text found")
    with open(name + ".masked", "wb") as file:
        file.write(content[:start] + bytes(SIZE) + content[start + SIZE :])
