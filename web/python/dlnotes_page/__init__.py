"""The Python side of the page: runs the cells of a chapter and sends what they give to the page.

Lesson order: `names` reads what a cell binds and uses, `course` knows what the course's own objects
leave as it is, `needs` tells which cells a cell needs, `modules` what can be imported here,
`output` takes what a cell prints and shows, `errors` says what went wrong, `comms` keeps controls
alive, `speed` times a small step, and `cells` runs the cells.
Nothing here knows of a browser: everything goes out through one function
`send(event: dict, buffers: list[bytes])` that the worker gives.
"""
