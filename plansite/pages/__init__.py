"""What each page shows, in either language."""
