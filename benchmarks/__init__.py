"""Side-by-side timings of dlnotes, PyTorch and scikit-learn; never part of the tests."""
