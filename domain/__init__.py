"""What the service knows and has decided: every table, one noun a file: the row, its rules, its queries."""
