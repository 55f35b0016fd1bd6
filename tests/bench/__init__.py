"""How fast it is, against the loop a county would otherwise write: `make bench`."""
