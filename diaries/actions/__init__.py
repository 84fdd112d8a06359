"""Everything that changes a diary, one module a subject."""
