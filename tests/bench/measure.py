#!/usr/bin/env python3
"""measure.py OUTPUT COMMAND...: run it with its output in a file; print wall clock, processor time and peak memory."""

import resource
import subprocess
import sys
import time

began = time.monotonic()
with open(sys.argv[1], "wb") as output:
    status = subprocess.run(sys.argv[2:], stdout=output, stderr=subprocess.DEVNULL, check=False).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print("%.1f s wall, %.1f s user, %.1f s system, %.0f MB peak"
      % (time.monotonic() - began, used.ru_utime, used.ru_stime, used.ru_maxrss / 1024))
sys.exit(0 if status in (0, 1) else status)
