"""The trial team's pages."""
