"""The whole service as real processes, killed and stopped at random: `make soak`."""
