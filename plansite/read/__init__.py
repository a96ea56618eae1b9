"""data/ → what the plan says and whether it holds: model, YAML, rules, messages."""
