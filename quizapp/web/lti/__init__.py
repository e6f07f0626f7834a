"""Course platforms: launches from them, their registration, and the grades of a class that go to one."""
