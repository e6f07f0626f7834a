"""Topics, scenarios, and claims made in the browser."""
