"""What every floor uses and that knows nothing of plans: problems, characters, paths, settings, the cache."""
