"""One file per provider: its wire words, its doors in, what they mean in ours."""
