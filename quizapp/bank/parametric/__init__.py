"""Items with parameters: what may vary, what follows from it, and the plain item that a seed draws."""
