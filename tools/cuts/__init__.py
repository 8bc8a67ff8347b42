"""The libraries' own tests on what the import cuts leave of them."""
