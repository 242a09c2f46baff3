"""Makes `data/samples`: a small invented org in which every rule and every exclusion occurs.

`python -m data.sample_generator` rewrites the folder byte for byte. Nobody in it exists: names are common ones
put together by a seeded draw, domains are reserved (RFC 2606), numbers stand in ranges kept free for fiction.
"""
