"""Items with parameters: what varies, what is derived from it, and the plain item drawn from a seed."""
