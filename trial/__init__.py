"""The trial team's side: allocation, follow-up and export. Top of the pile."""
