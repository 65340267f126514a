#!/bin/sh
# Prints the first Python 3.11, 3.12 or 3.13 that really runs (a version manager's shim may be there and refuse).
for candidate in python3 python3.11 python3.12 python3.13 \
    /usr/bin/python3 /usr/bin/python3.11 /usr/bin/python3.12 /usr/bin/python3.13; do
    if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
        "$candidate" -c 'import sys; print(sys.executable)'
        exit 0
    fi
done
echo "No Python 3.11, 3.12 or 3.13 was found. Install one (Debian 12: apt-get install python3)," >&2
echo "or name it: make PYTHON=/path/to/python3.11 ..." >&2
exit 1
