"""Usage: unpack_wheel.py WHEEL DIRECTORY PATTERN... - unpacks the files that match a pattern, executable bits kept."""

import fnmatch
import os
import shutil
import sys
import zipfile

wheel, directory, *patterns = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for member in archive.infolist():
        if member.is_dir() or not any(fnmatch.fnmatch(member.filename, pattern) for pattern in patterns):
            continue
        target = os.path.join(directory, member.filename)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with archive.open(member) as source, open(target, "wb") as copy:
            shutil.copyfileobj(source, copy, 1 << 20)
        os.chmod(target, (member.external_attr >> 16) & 0o777 or 0o644)
