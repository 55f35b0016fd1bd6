"""Where time knocks: the clock finds what is due, the worker does it. Nothing here knows of the web."""
