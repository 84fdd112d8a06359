"""Everything is killed, and nothing may be lost: `make faults`.

How a drill is written: a function in a module `drill_*.py` here, marked `@drill(...)` (row.py). It
is handed a world (world.py: database, broker, web, workers, beats, watches and sinks, each of which
can be killed, stopped and started by itself), a random number generator of the printed seed, and a
number of checks; it submits them over HTTP (load.py), does its harm, and hands back a `Row`, mostly
by `judge` (judge.py). It leaves the world as it found it: `world.mend()` runs after it in any case.
"""
