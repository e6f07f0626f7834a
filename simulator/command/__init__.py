"""The command `python -m simulator`: arguments, what each does, and how it is shown."""
