"""Every door under /hooks knocked at with what no provider would send and anybody might: `make fuzz`."""
