"""The parts of `python -m ops.restore`: the stage's writers, the tables, and what the restored books take over."""
