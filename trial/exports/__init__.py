"""What a statistician analyses: tables, their dictionary, and the files made of both."""
