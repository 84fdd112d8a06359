"""The doors, and the pages for managing people, teams and sites."""
