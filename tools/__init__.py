"""Tools of the project; none of them is shipped."""
