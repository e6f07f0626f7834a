"""Domain objects in words and markup, in both languages."""
