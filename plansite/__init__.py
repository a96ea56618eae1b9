"""Builds the bilingual public site of a government plan from one YAML file."""
