"""The command `python -m simulator`: arguments, actions, and display."""
