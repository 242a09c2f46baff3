"""A plan as a page and as numbers. Pure: text in, text out."""
