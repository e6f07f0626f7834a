"""The question bank: questions with their items, variants, interviews, and the checks of a whole bank."""
