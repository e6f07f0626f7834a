"""LTI 1.3: course platforms, launches, members, and the grades that go back."""
