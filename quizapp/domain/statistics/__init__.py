"""Statistics of exercises: how hard they are, what they tell apart, and what is suspicious about them."""
