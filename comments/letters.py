"""Sends what waits in the letters' rows."""


def sweep() -> int:
    return 0
