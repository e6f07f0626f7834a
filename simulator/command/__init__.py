"""What the command does, on plain data; `simulator.__main__` reads YAML and prints."""
