"""Domain objects as words and markup, in both languages."""
