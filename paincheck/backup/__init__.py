"""What a backup notes about itself, and what is asked of a restored database before it is used."""
