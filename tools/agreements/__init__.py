"""How far our measurements agree with those of other programs on the same objects."""
