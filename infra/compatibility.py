"""Which releases may run on which data: what `make rollback` refuses.

Raise DATA_VERSION in the commit that writes what an older release would misread or lose: a new kind of entry, a new
state, a field that a rule needs. Set OLDEST_COMPATIBLE to the lowest data version whose releases still run on what this
one writes.
"""

DATA_VERSION = 1
OLDEST_COMPATIBLE = 1
