"""Import and export, one file for each format."""
