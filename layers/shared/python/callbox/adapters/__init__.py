"""The outside world behind the ports, one library or one service a module."""
